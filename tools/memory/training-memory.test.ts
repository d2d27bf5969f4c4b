import { testBackends } from '@cloze/backend/testing';
import { expect, it } from 'vitest';
import { judgeMemory } from './judge-memory.js';
import { trainAndWatch } from './train-and-watch.js';

// The short version of `npx nx memory @cloze/backend-native --minutes=60`: a real run of a small model on the fastest backend there is here.
const backend = testBackends.includes('native') ? 'native' : 'wasm';

it(`training on ${backend} holds no more memory at its end than in its middle`, async () => {
  const samples = await trainAndWatch({
    backend,
    preset: { hiddenSize: 32, layers: 1, heads: 2, dropout: 0.1 },
    vocabularySize: 600,
    batchSize: 4,
    maxSteps: 240,
    logEvery: 8,
    // So short a run has not grown to its size by itself.
    collectEvery: 1,
  });
  expect(judgeMemory(samples).problems).toEqual([]);
  expect(samples.filter(({ split }) => split === 'validation').length).toBeGreaterThan(1);
});
