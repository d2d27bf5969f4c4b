import { describe, expect, it } from 'vitest';
import type { BatchArrays, BatchPosition, BatchSource } from '@cloze/contracts';
import { pieceTokenizer } from '../testing/piece-tokenizer.js';
import { randomSplit } from '../testing/test-corpus.js';
import { testPlugins } from '../testing/worker-plugins.js';
import type { BatchJob } from './batch-job.js';
import { createBatchSource } from './create-batch-source.js';

const module = new URL('../testing/worker-plugins.ts', import.meta.url).href;
const job: BatchJob = {
  split: randomSplit(1, 30),
  vocabulary: pieceTokenizer().vocabulary.toData(),
  seed: 5,
  sampler: { use: 'full-sentences.v1', options: { maxLength: 24, crossDocuments: false, shortProbability: 0.1 } },
  corruptions: [
    { use: 'test-masking.v1', options: { rate: 0.3 } },
    { use: 'test-doubling.v1', options: {} },
    { use: 'test-masking.v1', options: { rate: 0.1 } },
  ],
  objectives: [{ id: 'mlm', use: 'test-targets.v1', options: {} }],
  batchSize: 8,
};
const start: BatchPosition = { epoch: 0, index: 0, ordinal: 0 };

async function take(source: BatchSource, count: number, from = start, total = 40): Promise<BatchArrays[]> {
  const batches: BatchArrays[] = [];
  for await (const batch of source.stream(from, total)) {
    batches.push(batch);
    if (batches.length === count) break;
  }
  return batches;
}

describe('createBatchSource', () => {
  it('gives the same batches for 0, 1 and 3 workers', async () => {
    const direct = await createBatchSource({ job, plugins: testPlugins });
    const expected = await take(direct, 30);
    await direct.close();
    for (const count of [1, 3]) {
      const source = await createBatchSource({ job, plugins: testPlugins, workers: { count, module } });
      expect(await take(source, 30)).toEqual(expected);
      await source.close();
    }
  });
});
