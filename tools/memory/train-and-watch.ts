import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { MemorySample } from './memory-sample.js';

const root = resolve(import.meta.dirname, '../..');

/** How long to train and what. */
export interface WatchedRun {
  readonly backend: string;
  readonly preset: object;
  readonly vocabularySize: number;
  readonly batchSize: number;
  readonly maxSteps: number;
  readonly logEvery: number;
  /** Garbage is collected after so many rows of metrics of training. */
  readonly collectEvery: number;
  /** The run is interrupted after this time. */
  readonly minutes?: number;
}

/**
 * Pretrains on the embedded novel with the real command in a process of its own, with evaluations and checkpoints, and gives what a tracker in
 * that process wrote down.
 * @throws Error when the run fails
 */
export async function trainAndWatch(watched: WatchedRun): Promise<MemorySample[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cloze-memory-'));
  const file = join(folder, 'memory.jsonl');
  try {
    writeFileSync(join(folder, 'run.json'), JSON.stringify(configOf(watched, file)));
    const bin = ['--import', 'tsx', '--conditions=@cloze/source', 'packages/cli/src/bin.ts'];
    const args = ['pretrain', join(folder, 'run.json'), '--out', join(folder, 'run'), '--backend', watched.backend];
    const env = {
      ...process.env,
      TSX_TSCONFIG_PATH: join(root, 'tsconfig.base.json'),
      CLOZE_CACHE: join(folder, 'cache'),
    };
    const child = spawn(process.execPath, [...bin, ...args], { cwd: root, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    const { minutes } = watched;
    const timer = minutes === undefined ? undefined : setTimeout(() => child.kill('SIGINT'), minutes * 60_000);
    const [code] = (await once(child, 'close')) as [number | null];
    clearTimeout(timer);
    // A run that was interrupted ends with 1, and has saved.
    if (code !== 0 && !(minutes !== undefined && code === 1)) throw new Error(`the run ended with ${code}\n${log}`);
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as MemorySample);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function configOf(watched: WatchedRun, file: string) {
  const { preset, vocabularySize, batchSize, maxSteps, logEvery, collectEvery } = watched;
  const corpus = join(root, 'examples/corpus/pride-and-prejudice');
  return {
    seed: 1,
    plugins: [join(import.meta.dirname, 'memory-tracker.ts')],
    tokenizer: { use: 'wordpiece.v1', vocabularySize },
    data: {
      train: { use: 'text.v1', files: [join(corpus, '*.txt')], documents: 'file' },
      validation: { use: 'text.v1', files: [join(corpus, '61.txt')], documents: 'file' },
    },
    sampler: { use: 'full-sentences.v1', maxLength: 128 },
    encoder: { use: 'bert.v1', ...preset },
    corruption: [{ use: 'token-masking.v1', rate: 0.15 }],
    objectives: [{ use: 'mlm.v1' }],
    optimizer: { use: 'adamw.v1', learningRate: 1e-4 },
    training: {
      batchSize,
      maxSteps,
      logEvery,
      evaluateEvery: 10 * logEvery,
      checkpointEvery: 20 * logEvery,
      workers: 1,
    },
    trackers: [{ use: 'memory-tracker.v1', file, collectEvery }],
  };
}
