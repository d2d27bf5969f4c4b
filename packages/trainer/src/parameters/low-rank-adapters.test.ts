import { useBackend } from '@cloze/backend/testing';
import { KeyedRandom } from '@cloze/contracts';
import { createParameterFactory } from '@cloze/encoder-core';
import { add, memory, tensor2d, type Tensor2D } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { train } from '../loop/train.js';
import { trainingOptions } from '../loop/training-options.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { tinyRun } from '../testing/tiny-run.js';
import { memoryTracker } from '../trackers/memory-tracker.js';
import { groupParameters } from './group-parameters.js';
import { lowRankAdapters, lowRankOptions } from './low-rank-adapters.js';

beforeAll(() => useBackend('cpu'));
const newFolder = temporaryFolders();

const options = (given: object) => lowRankOptions.parse(given);

describe('lowRankAdapters', () => {
  it('starts from the model itself, and adds alpha / rank B A', () => {
    const run = tinyRun(newFolder());
    const factory = createParameterFactory('lora', new KeyedRandom(1));
    const adapters = lowRankAdapters(
      run.encoder.parameters,
      options({ rank: 2, alpha: 6, targets: ['query'] }),
      factory,
    );
    const [weight] = adapters.adapted;
    expect(adapters.adapted.map(({ name }) => name)).toEqual(['bert.encoder.layer.0.attention.self.query.weight']);
    const before = [...weight.variable.dataSync()];
    adapters.apply();
    expect([...weight.variable.dataSync()]).toEqual(before);
    const [a, b] = adapters.parameters;
    b.variable.assign(
      tensor2d(
        Array.from({ length: 16 }, (_, i) => i / 10),
        [8, 2],
      ),
    );
    adapters.apply();
    const [av, bv] = [a, b].map(({ variable }) => (variable as Tensor2D).arraySync());
    const expected = before.map((value, i) => {
      const [row, column] = [Math.floor(i / 8), i % 8];
      return value + 3 * (bv[row][0] * av[0][column] + bv[row][1] * av[1][column]);
    });
    weight.variable.dataSync().forEach((value, i) => expect(value).toBeCloseTo(expected[i], 5));
    adapters.dispose();
    factory.table.dispose();
    run.dispose();
  });

  it('gives gradients by the chain rule', () => {
    const run = tinyRun(newFolder());
    const factory = createParameterFactory('lora', new KeyedRandom(1));
    const adapters = lowRankAdapters(
      run.encoder.parameters,
      options({ rank: 1, alpha: 1, targets: ['value'] }),
      factory,
    );
    const [a, b] = adapters.parameters;
    b.variable.assign(
      tensor2d(
        Array.from({ length: 8 }, (_, i) => (i - 3) / 5),
        [8, 1],
      ),
    );
    // The loss is the sum of C W, so that its gradient by W is C.
    const c = tensor2d(
      Array.from({ length: 64 }, (_, i) => Math.sin(i)),
      [8, 8],
    );
    const loss = () => {
      adapters.apply();
      const values = adapters.adapted[0].variable.dataSync();
      return [...c.dataSync()].reduce((sum, value, i) => sum + value * values[i], 0);
    };
    const gradients = adapters.gradients(new Map([[adapters.adapted[0].name, c.clone()]]));
    for (const { name, variable } of [a, b]) {
      const numeric = [...variable.dataSync()].map((_, i) => {
        const bump = (by: number) => {
          const change = tensor2d(
            Array.from({ length: 8 }, (__, j) => (i === j ? by : 0)),
            variable.shape as [number, number],
          );
          variable.assign(add(variable, change));
        };
        bump(0.5);
        const up = loss();
        bump(-1);
        const down = loss();
        bump(0.5);
        return up - down;
      });
      gradients
        .get(name)
        ?.dataSync()
        .forEach((value, i) => expect(value).toBeCloseTo(numeric[i], 4));
    }
    adapters.dispose();
    factory.table.dispose();
    run.dispose();
  });

  it('learns with everything else frozen, in the same bits when resumed, and leaks no tensor', async () => {
    const attempt = async (folder: string, stopAt?: number) => {
      const before = memory().numTensors;
      const run = tinyRun(folder);
      const factory = createParameterFactory('lora', new KeyedRandom(1));
      const adapters = lowRankAdapters(run.encoder.parameters, options({ targets: ['query', 'dense'] }), factory);
      const replaced = new Map(adapters.base.map((base) => [base.name, base]));
      const heads = run.parameters.filter(({ name }) => !run.encoder.parameters.has(name));
      const abort = new AbortController();
      const tracker = memoryTracker();
      const row = tracker.row.bind(tracker);
      const input = {
        ...run.input,
        options: trainingOptions.parse({ maxSteps: 30, logEvery: 1 }),
        parameters: [...run.parameters.map((own) => replaced.get(own.name) ?? own), ...adapters.parameters],
        groups: groupParameters([...heads, ...adapters.parameters]),
        adapters,
        resume: true,
        signal: abort.signal,
        trackers: [
          {
            ...tracker,
            row: (given: Parameters<typeof row>[0]) => (given.step === stopAt ? abort.abort() : row(given)),
          },
        ],
      };
      const start = run.weights();
      await train(input);
      const end = run.weights();
      adapters.dispose();
      factory.table.dispose();
      run.dispose();
      expect(memory().numTensors).toBe(before);
      return { start, end, losses: tracker.rows.map(({ values }) => values['loss']) };
    };
    const { start, end, losses } = await attempt(newFolder());
    expect(losses[losses.length - 1]).toBeLessThan(losses[0]);
    const changed = Object.keys(start).filter((name) => String(start[name]) !== String(end[name]));
    expect(changed.filter((name) => name.startsWith('bert.'))).toEqual([
      'bert.encoder.layer.0.attention.self.query.weight',
      'bert.encoder.layer.0.attention.output.dense.weight',
      'bert.encoder.layer.0.intermediate.dense.weight',
      'bert.encoder.layer.0.output.dense.weight',
    ]);
    const folder = newFolder();
    await attempt(folder, 11);
    expect((await attempt(folder)).end).toEqual(end);
  });

  it('says so where a target is no weight of the encoder', () => {
    const run = tinyRun(newFolder());
    const factory = createParameterFactory('lora', new KeyedRandom(1));
    expect(() => lowRankAdapters(run.encoder.parameters, options({ targets: ['query', 'valeu'] }), factory)).toThrow(
      expect.objectContaining({
        message:
          'No weight of the encoder is named so\n  where: lora.targets[1]\n  received: "valeu"\n' +
          '  allowed: word_embeddings, position_embeddings, token_type_embeddings, query, key, value, dense\n' +
          '  fix: did you mean "value"?',
      }),
    );
    run.dispose();
  });
});
