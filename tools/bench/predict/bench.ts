/**
 * Throughput of prediction beside the bare forward pass: `node … tools/bench/predict/bench.ts --model runs/ner --data texts.txt`.
 *
 *   --model DIR    a fine-tuned model     --data FILE    texts, one a line
 *   --texts 2048   how many               --pairs 5      interleaved pairs of timings (medians are told)
 *   --encoding latin1   of the file       --write        keep the figures in results.json, and with them the table of docs/performance.md
 *
 * The forward pass is encoder and head on batches of similar lengths that were made before the clock starts; prediction is everything from
 * text to labels, probabilities and offsets: checking, tokenising, batching, the same forward pass, decoding.
 */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { concatenateViews, type EncodedRecord } from '@cloze/contracts';
import { acceptedKind } from '@cloze/contracts/tensor';
import { encodeRecord } from '@cloze/data-loaders';
import { getBackend } from '@tensorflow/tfjs-core';
import { load, type LoadedModel } from '../../../packages/cli/src/model/loaded-model.js';
import { runHeads } from '../../../packages/cli/src/predict/head-runner.js';
import { lengthBatches } from '../../../packages/cli/src/predict/length-batches.js';
import { toRecord } from '../../../packages/cli/src/predict/read-input.js';
import { writeBlock } from '../../docs/generated-block.js';
import { writeJson } from '../../docs/write-json.js';
import { BLOCK, RESULTS, speedTable, type Results } from './results.js';

const { values: flags } = parseArgs({
  options: {
    model: { type: 'string' },
    data: { type: 'string' },
    texts: { type: 'string', default: '2048' },
    pairs: { type: 'string', default: '5' },
    encoding: { type: 'string', default: 'utf8' },
    write: { type: 'boolean', default: false },
  },
});
if (flags.model === undefined || flags.data === undefined) throw new Error('--model and --data are needed');
const encoding = flags.encoding === 'latin1' ? 'latin1' : 'utf8';
const texts = readFileSync(flags.data, encoding).split('\n').filter(Boolean).slice(0, Number(flags.texts));
const model = await load(flags.model);
const batches = makeBatches(model, texts);
const tokens = batches.flat().reduce((sum, { view }) => sum + view.inputIds.length, 0);

const forward = () => {
  for (const batch of batches)
    runHeads(model.headEncoder, model.heads, batch, ({ head, input }) => {
      for (const tensor of Object.values(head.model.outputs(input))) tensor.dataSync();
    });
};
const predict = () => void model.predictAll(texts, { long: 'cut' });

forward();
predict();
const rates: Record<'forward' | 'predict', number[]> = { forward: [], predict: [] };
for (let pair = 0; pair < Number(flags.pairs); pair += 1) {
  rates.forward.push(tokens / secondsOf(forward));
  rates.predict.push(tokens / secondsOf(predict));
}
const results: Results = {
  processor: cpus()[0].model,
  threads: availableParallelism(),
  backend: getBackend(),
  head: model.heads[0].chosen.plugin.name,
  texts: texts.length,
  tokens,
  ...rates,
};
const table = speedTable(results);
process.stdout.write(`${table}\n`);
if (flags.write) {
  await writeJson(RESULTS, results);
  await writeBlock({ file: join(import.meta.dirname, '../../../docs/performance.md'), name: BLOCK }, table);
}
await model.dispose();

function makeBatches({ heads, tokenizer, input }: LoadedModel, given: readonly string[]): EncodedRecord[][] {
  const kind = acceptedKind(heads[0].chosen.plugin, heads[0].chosen.options);
  const windows = given.flatMap((text) => {
    const record = toRecord({ text }, kind, '--data', tokenizer);
    return record ? encodeRecord(record, tokenizer, { ...input, tooLong: 'cut' }) : [];
  });
  const order = lengthBatches(windows.map(({ view }) => view.inputIds.length));
  const made = order.map((indices) => indices.map((i) => windows[i]));
  // Laid end to end once, so that no page is touched for the first time under the clock.
  for (const batch of made) concatenateViews(batch.map(({ view }) => view));
  return made;
}

function secondsOf(work: () => void): number {
  const started = performance.now();
  work();
  return (performance.now() - started) / 1000;
}
