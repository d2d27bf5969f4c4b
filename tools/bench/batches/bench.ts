/**
 * Speed of making batches: `node --import tsx --conditions=@cloze/source tools/bench/batches/bench.ts`.
 *
 *   --files GLOB         text, may be repeated; ../shared/data/wikitext2/train.txt by default
 *   --documents heading  what a document is
 *   --tokenizer DIR      a trained tokenizer; without it one of 8,000 entries is trained on the files
 *   --sampler NAME       full-sentences.v1 (default) | sentence-pairs.v1
 *   --length 128         tokens of an example         --batch 32      examples of a batch
 *   --batches 400        batches timed                --workers 0,1,2 numbers of worker threads, one after the other
 *   --step 50            milliseconds that the consumer computes between two batches, for the share of time it waits
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { BatchSource, Tokenizer } from '@cloze/contracts';
import { createBatchSource, prepareData, splitTokens, type BatchJob } from '@cloze/data-loaders';
import { loadTokenizer, readTextBlocks, trainWordPiece } from '@cloze/tokenizer';
import { benchPlugins } from './worker-plugins.js';

const { values } = parseArgs({
  options: {
    files: {
      type: 'string',
      multiple: true,
      default: [resolve(import.meta.dirname, '../../../../shared/data/wikitext2/train.txt')],
    },
    documents: { type: 'string', default: 'heading' },
    tokenizer: { type: 'string' },
    sampler: { type: 'string', default: 'full-sentences.v1' },
    length: { type: 'string', default: '128' },
    batch: { type: 'string', default: '32' },
    batches: { type: 'string', default: '400' },
    workers: { type: 'string', default: '0,1,2' },
    step: { type: 'string', default: '50' },
  },
});
const cacheDirectory = mkdtempSync(join(tmpdir(), 'cloze-bench-batches-'));
try {
  await main(values.tokenizer === undefined ? await trained() : await loadTokenizer(values.tokenizer));
} finally {
  rmSync(cacheDirectory, { recursive: true });
}

async function trained(): Promise<Tokenizer> {
  return trainWordPiece(
    readTextBlocks(values.files, () => {}),
    { vocabularySize: 8000 },
  );
}

async function main(tokenizer: Tokenizer): Promise<void> {
  const prepare = () =>
    prepareData({
      train: { use: 'text.v1', files: values.files, documents: values.documents },
      tokenizer,
      plugins: benchPlugins,
      directory: process.cwd(),
      cacheDirectory,
    });
  const built = await timed(prepare);
  const opened = await timed(prepare);
  const { train: split } = opened.result;
  const tokens = splitTokens(split);
  say(`tokenise and cache: ${seconds(built.ms)}, ${perSecond(tokens, built.ms)} tokens; open: ${seconds(opened.ms)}`);

  const job: BatchJob = {
    split,
    vocabulary: tokenizer.vocabulary.toData(),
    seed: 1,
    sampler: { use: values.sampler, options: optionsOf(values.sampler, { maxLength: Number(values.length) }) },
    corruptions: [{ use: 'token-masking.v1', options: optionsOf('token-masking.v1', {}) }],
    objectives: [{ id: 'mlm', use: 'mlm.v1', options: optionsOf('mlm.v1', {}) }],
    batchSize: Number(values.batch),
  };
  const module = new URL('./worker-plugins.ts', import.meta.url).href;
  for (const count of values.workers.split(',').map(Number)) {
    const source = await createBatchSource({ job, plugins: benchPlugins, workers: { count, module } });
    const planned = await timed(() => source.batchesIn(0));
    const free = await consume(source, Number(values.batches), 0);
    const stepped = await consume(source, Math.ceil(Number(values.batches) / 8), Number(values.step));
    await source.close();
    say(
      `${count} workers: plan ${seconds(planned.ms)}; ${perSecond(free.batches, free.ms)} batches, ` +
        `${perSecond(free.tokens, free.ms)} tokens; with steps of ${values.step} ms the consumer waits ` +
        `${((100 * stepped.waited) / stepped.ms).toFixed(2)} % of the time`,
    );
  }
}

function optionsOf(name: string, given: object): unknown {
  return benchPlugins.find((plugin) => plugin.name === name)?.options.parse(given);
}

/** Takes batches; between two of them computes for `step` ms. The first batch, which waits for the plan, is not counted. */
async function consume(source: BatchSource, count: number, step: number) {
  let [start, batches, tokens, waited] = [0, 0, 0, 0];
  const stream = source.stream({ epoch: 0, index: 0, ordinal: 0 }, Infinity);
  await stream.next();
  start = performance.now();
  while (batches < count) {
    for (const end = performance.now() + step; performance.now() < end;);
    const asked = performance.now();
    const { value } = await stream.next();
    waited += performance.now() - asked;
    batches += 1;
    tokens += value.views.corrupted.inputIds.length;
  }
  const ms = performance.now() - start;
  await stream.return?.();
  return { ms, batches, tokens, waited };
}

async function timed<Result>(action: () => Promise<Result>): Promise<{ readonly result: Result; readonly ms: number }> {
  const start = performance.now();
  const result = await action();
  return { result, ms: performance.now() - start };
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`;
}

function perSecond(count: number, ms: number): string {
  return `${Math.round((1000 * count) / ms).toLocaleString('en')}/s`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
