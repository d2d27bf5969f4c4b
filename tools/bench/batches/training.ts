/**
 * What making batches costs a training run: `node --import tsx --conditions=@cloze/source tools/bench/batches/training.ts`.
 *
 * Trains on batches that a worker makes beside it, and on the same batches made beforehand, in turns on the same cores, and tells how long the
 * main thread waits and how the speeds compare. Exits with 1 where it waits 3 % of a step or more, or is slower than 97 % of the replay.
 *
 *   --files GLOB      text, may be repeated; ../shared/data/wikitext2/train.txt by default
 *   --preset mini     --length 128    --batch 32    --backend native
 *   --steps 12        steps of a turn --rounds 8    turns of each kind
 *   --out FILE        writes what was measured as JSON
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chooseBackend } from '@cloze/backend';
import { createVocabulary, KeyedRandom, type BatchArrays, type BatchSource } from '@cloze/contracts';
import { createBatchSource, prepareData, type BatchJob } from '@cloze/data-loaders';
import { bert, createParameterFactory } from '@cloze/encoder-core';
import { mlm } from '@cloze/pretraining-objectives';
import { readTextBlocks, trainWordPiece } from '@cloze/tokenizer';
import { adamw, constant, groupParameters, memoryTracker, train, trainingOptions } from '@cloze/trainer';
import { LARGEST_WAIT, LEAST_SPEED } from './limits.js';
import { benchPlugins } from './worker-plugins.js';
import { median } from '../median.js';

const { values } = parseArgs({
  options: {
    files: {
      type: 'string',
      multiple: true,
      default: [resolve(import.meta.dirname, '../../../../shared/data/wikitext2/train.txt')],
    },
    preset: { type: 'string', default: 'mini' },
    length: { type: 'string', default: '128' },
    batch: { type: 'string', default: '32' },
    backend: { type: 'string', default: 'native' },
    steps: { type: 'string', default: '12' },
    rounds: { type: 'string', default: '8' },
    out: { type: 'string' },
  },
});

/** Steps at the start of a turn that are not counted: buffers fill, the first batches are waited for. */
const WARM_UP = 3;

/** One turn. */
interface Turn {
  readonly tokensPerSecond: number;
  /** Share of the time that the main thread waited for batches. */
  readonly waited: number;
}

const folder = mkdtempSync(join(tmpdir(), 'cloze-bench-training-'));
try {
  await main();
} finally {
  rmSync(folder, { recursive: true });
}

async function main(): Promise<void> {
  const { name: backend } = await chooseBackend({ name: values.backend });
  const steps = WARM_UP + Number(values.steps);
  const job = await makeJob();
  const module = new URL('./worker-plugins.ts', import.meta.url).href;
  const live = await createBatchSource({ job, plugins: benchPlugins, workers: { count: 1, module } });
  const replay = replayOf(await collect(live, steps));
  const turns: Record<'live' | 'replay', Turn[]> = { live: [], replay: [] };
  // One that is not counted, while code is compiled; then in turns, each kind first every other time.
  await turn(replay, job, steps);
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const kinds = round % 2 === 0 ? (['live', 'replay'] as const) : (['replay', 'live'] as const);
    for (const kind of kinds) turns[kind].push(await turn(kind === 'live' ? live : replay, job, steps));
  }
  await live.close();
  const [liveSpeed, replaySpeed] = [turns.live, turns.replay].map((all) =>
    median(all.map((one) => one.tokensPerSecond)),
  );
  const waited = median(turns.live.map((one) => one.waited));
  const ratio = median(turns.live.map((one, round) => one.tokensPerSecond / turns.replay[round].tokensPerSecond));
  const count = (value: number) => Math.round(value).toLocaleString('en-US');
  say(
    `${values.preset} on ${backend}, batches of ${values.batch} x ${values.length}, ${values.rounds} turns of ${values.steps} steps each`,
  );
  say(`batches made beside it  ${count(liveSpeed)} tokens/s, waiting ${(100 * waited).toFixed(2)} % of the time`);
  say(
    `batches made beforehand ${count(replaySpeed)} tokens/s: ${(100 * ratio).toFixed(1)} % of that speed is reached (median of the rounds)`,
  );
  const machine = { processor: cpus()[0]?.model, threads: availableParallelism(), node: process.versions.node };
  const { files: _, out: __, ...settings } = values;
  const measured = { ...settings, backend, machine, liveSpeed, replaySpeed, ratio, waited, turns };
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(measured, undefined, 2)}\n`);
  if (waited >= LARGEST_WAIT || ratio < LEAST_SPEED) process.exitCode = 1;
}

async function makeJob(): Promise<BatchJob> {
  const tokenizer = await trainWordPiece(
    readTextBlocks(values.files, () => {}),
    { vocabularySize: 8000 },
  );
  const { train: split } = await prepareData({
    train: { use: 'text.v1', files: values.files, documents: 'heading' },
    tokenizer,
    plugins: benchPlugins,
    directory: process.cwd(),
    cacheDirectory: join(folder, 'cache'),
  });
  return {
    split,
    vocabulary: tokenizer.vocabulary.toData(),
    seed: 1,
    sampler: {
      use: 'full-sentences.v1',
      options: optionsOf('full-sentences.v1', { maxLength: Number(values.length) }),
    },
    corruptions: [{ use: 'token-masking.v1', options: optionsOf('token-masking.v1', {}) }],
    objectives: [{ id: 'mlm', use: 'mlm.v1', options: optionsOf('mlm.v1', {}) }],
    batchSize: Number(values.batch),
  };
}

function optionsOf(name: string, given: object): unknown {
  return benchPlugins.find((plugin) => plugin.name === name)?.options.parse(given);
}

/** Trains a fresh model for some steps; those of the warm-up are not counted. */
async function turn(source: BatchSource, job: BatchJob, steps: number): Promise<Turn> {
  const random = new KeyedRandom(1);
  const encoder = bert.create(bert.options.parse({ preset: values.preset }), {
    vocabularySize: job.vocabulary.tokens.length,
    random,
  });
  const factory = createParameterFactory('mlm', random);
  const vocabulary = createVocabulary(job.vocabulary);
  const model = mlm.create(
    {},
    { sizes: encoder.sizes, vocabulary, encoder, parameters: factory, random, createEncoder: () => encoder },
  );
  const parameters = [...encoder.parameters, ...factory.table];
  const optimizer = adamw.create(adamw.options.parse({}));
  const tracker = memoryTracker();
  const waits: number[] = [];
  const directory = mkdtempSync(join(folder, 'turn-'));
  await train({
    encoder,
    objectives: [{ id: 'mlm', weight: 1, model }],
    parameters,
    groups: groupParameters(parameters),
    optimizer,
    learningRate: 1e-4,
    schedule: (run) => constant.create({}, run),
    batches: watched(source, waits),
    options: trainingOptions.parse({ maxSteps: steps, logEvery: 1, checkpointEvery: steps }),
    random,
    directory,
    trackers: [tracker],
  });
  optimizer.dispose();
  factory.table.dispose();
  encoder.dispose();
  rmSync(directory, { recursive: true });
  const rows = tracker.rows.map(({ values: row }, i) => {
    const tokens = row['tokens'] - (tracker.rows[i - 1]?.values['tokens'] ?? 0);
    return { tokens, seconds: tokens / row['tokensPerSecond'] };
  });
  const counted = rows.slice(WARM_UP);
  const seconds = sum(counted.map((row) => row.seconds));
  return {
    tokensPerSecond: sum(counted.map((row) => row.tokens)) / seconds,
    waited: sum(waits.slice(WARM_UP, steps)) / 1000 / seconds,
  };
}

/** A source whose waiting times, in milliseconds, are noted. */
function watched(source: BatchSource, waits: number[]): BatchSource {
  return {
    batchesIn: (epoch) => source.batchesIn(epoch),
    async *stream(from, total) {
      const stream = source.stream(from, total);
      try {
        for (;;) {
          const asked = performance.now();
          const { value, done } = await stream.next();
          waits.push(performance.now() - asked);
          if (done) return;
          yield value;
        }
      } finally {
        await stream.return?.();
      }
    },
    close: () => source.close(),
  };
}

async function collect(source: BatchSource, count: number): Promise<BatchArrays[]> {
  const batches: BatchArrays[] = [];
  for await (const batch of source.stream({ epoch: 0, index: 0, ordinal: 0 }, count)) {
    batches.push(batch);
    if (batches.length === count) break;
  }
  return batches;
}

function replayOf(batches: readonly BatchArrays[]): BatchSource {
  return {
    batchesIn: async () => batches.length,
    async *stream() {
      yield* batches;
    },
    close: async () => {},
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
