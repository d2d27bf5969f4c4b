import { writeFile } from 'node:fs/promises';
import { silentLogger, type BatchSource } from '@cloze/contracts';
import { createBatchMaker, openCorpus } from '@cloze/data-loaders';
import { memoryTracker, train } from '@cloze/trainer';
import { describe, expect, it } from 'vitest';
import { builtIns } from '../builtins.js';
import { createRun } from '../compose/create-run.js';
import { trainingJob } from '../compose/run-batches.js';
import { OBJECTIVE_CASES } from '../testing/objective-cases.js';
import { TINY_CONFIG, useTinyRun } from '../testing/tiny-run.js';
import { resolveRun } from './resolve-run.js';
import { withScratchFolder } from './scratch-folder.js';
import { prepareAll, trainedParts } from './trained-parts.js';

// What can be learnt by heart is: each objective on a single batch, on the encoder and with the optimizer of real runs.
const STEPS = 160;
const MOST_LEFT = 0.02;

const folder = useTinyRun();

describe('on one batch', () => {
  it.each(Object.keys(OBJECTIVE_CASES))('%s is trained to near zero', async (use) => {
    const { change, batchSize } = OBJECTIVE_CASES[use];
    const config = {
      ...TINY_CONFIG,
      encoder: { ...TINY_CONFIG.encoder, hiddenSize: 24, dropout: 0, initializerRange: 0.1 },
      ...change,
      objectives: [{ id: 'it', use }],
      optimizer: { use: 'adamw.v1', weightDecay: 0 },
      training: { ...TINY_CONFIG.training, batchSize, maxSteps: STEPS, checkpointEvery: STEPS },
    };
    await writeFile(folder.path('one-batch.json'), JSON.stringify(config));
    const resolved = await resolveRun(folder.path('one-batch.json'), {});
    const [parsed] = resolved.phases;
    await withScratchFolder(async (artefacts) => {
      const run = createRun({
        ...resolved,
        parsed,
        artefacts,
        shared: artefacts,
        backend: 'wasm',
        logger: silentLogger,
      });
      try {
        await prepareAll(run);
        const job = trainingJob(parsed, run);
        const corpus = openCorpus(job.split.corpus);
        const maker = createBatchMaker(job, [...builtIns], corpus);
        const batch = maker.batch(maker.plan(0), 0, 0);
        corpus.close();
        const batches: BatchSource = {
          batchesIn: async () => 1,
          async *stream() {
            for (let epoch = 0; ; epoch += 1) yield { ...batch, epoch };
          },
          close: async () => {},
        };
        const tracker = memoryTracker();
        const schedule = () => ({ factor: () => 1, state: () => ({}), restore: () => {} });
        const { directory } = artefacts;
        const input = { ...trainedParts(parsed, run), validation: undefined, batches, directory, schedule };
        await train({ ...input, learningRate: 0.02, trackers: [tracker] });
        const [first, last] = [tracker.rows[0], tracker.rows[STEPS - 1]].map(({ values }) => values['it.loss']);
        expect(last / first).toBeLessThan(MOST_LEFT);
      } finally {
        await run.dispose();
      }
    });
  });

  it('every objective that there is', () => {
    const names = builtIns.flatMap(({ kind, name }) => (kind === 'objective' ? name : []));
    expect(Object.keys(OBJECTIVE_CASES).sort()).toEqual(names.sort());
  });
});
