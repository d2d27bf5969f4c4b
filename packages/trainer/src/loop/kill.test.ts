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

/** Runs a training process; kills it with SIGKILL once it has said `lines` lines and `delay` milliseconds have passed. */
function runProcess(folder: string, lines: number, delay: number): Promise<{ said: string[]; signal: string | null }> {
  const made = spawn(process.execPath, ['--import', 'tsx', '--conditions=@cloze/source', child, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  made.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.split('\n').length > lines) setTimeout(() => made.kill('SIGKILL'), delay);
  });
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

it('a process killed at random moments, also before its first checkpoint, ends bit for bit like one that was not', async () => {
  await useBackend('cpu');
  const whole = newFolder();
  const validation = syntheticSource({ seed: 2 });
  const run = tinyRun(whole, KILLED_RUN, { validation, trackers: [jsonlTracker.create({ file: 'metrics.jsonl' })] });
  await train(run.input);
  run.dispose();

  const folder = newFolder();
  const random = new KeyedRandom(Date.now()).stream('test/kill');
  const moments = [
    [1, 0],
    [2 + random.below(12), random.below(30)],
    [1 + random.below(12), random.below(30)],
  ];
  for (const [lines, delay] of moments) {
    const { said, signal } = await runProcess(folder, lines, delay);
    expect(signal, `killed after ${lines} lines and ${delay} ms, it said ${said.join(', ')}`).toBe('SIGKILL');
  }
  const { said } = await runProcess(folder, Infinity, 0);
  expect(said.at(-1), `killed at ${JSON.stringify(moments)}`).toBe('completed');
  expect(filesOf(folder), `killed at ${JSON.stringify(moments)}`).toEqual(filesOf(whole));
  expect(rowsOf(folder), `killed at ${JSON.stringify(moments)}`).toEqual(rowsOf(whole));
});
