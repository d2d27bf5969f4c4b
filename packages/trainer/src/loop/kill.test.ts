import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useBackend } from '@cloze/backend/testing';
import { KeyedRandom } from '@cloze/contracts';
import { expect, it } from 'vitest';
import { KILLED_RUN } from '../testing/killed-run.js';
import { syntheticSource } from '../testing/synthetic-source.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { tinyRun } from '../testing/tiny-run.js';
import { jsonlTracker } from '../trackers/jsonl-tracker.js';
import { train } from './train.js';

const newFolder = temporaryFolders();
const child = new URL('../testing/kill-child.ts', import.meta.url).pathname;

/** Runs a training process, which ends itself with SIGKILL once it has said `lines` lines. */
function runProcess(folder: string, lines: number): Promise<{ said: string[]; signal: string | null }> {
  const made = spawn(process.execPath, ['--import', 'tsx', '--conditions=@cloze/source', child, folder, `${lines}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  made.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve) => {
    made.on('close', (_code, signal) => resolve({ said: output.trimEnd().split('\n'), signal }));
  });
}

const filesOf = (folder: string) =>
  ['model', 'optimizer'].map((name) => readFileSync(join(folder, `checkpoints/step-00000040/${name}.safetensors`)));

const rowsOf = (folder: string) =>
  readFileSync(join(folder, 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => ({ ...(JSON.parse(line) as Record<string, number>), seconds: 0, tokensPerSecond: 0 }));

it('a process killed at drawn moments, also before its first checkpoint, ends bit for bit like one that was not', async () => {
  await useBackend('cpu');
  const whole = newFolder();
  const validation = syntheticSource({ seed: 2 });
  const run = tinyRun(whole, KILLED_RUN, { validation, trackers: [jsonlTracker.create({ file: 'metrics.jsonl' })] });
  await train(run.input);
  run.dispose();

  const folder = newFolder();
  // Together they are fewer than the lines of the whole run, so that each comes before its end.
  const stream = new KeyedRandom(1).stream('test/kill');
  const moments = [1, 4 + stream.below(12), 1 + stream.below(12), 1 + stream.below(12)];
  for (const lines of moments) {
    const { said, signal } = await runProcess(folder, lines);
    expect([said.length, signal], `killed after ${said.join(', ')}`).toEqual([lines, 'SIGKILL']);
  }
  const { said } = await runProcess(folder, Infinity);
  expect(said.at(-1)).toBe('completed');
  expect(filesOf(folder)).toEqual(filesOf(whole));
  expect(rowsOf(folder)).toEqual(rowsOf(whole));
});
