import { KeyedRandom } from '@cloze/contracts';
import type { Encoder, Parameter } from '@cloze/contracts/tensor';
import { bert, createParameterFactory } from '@cloze/encoder-core';
import type { TrainInput } from '../loop/train-input.js';
import { trainingOptions } from '../loop/training-options.js';
import { adamw } from '../optimizers/adamw.js';
import { groupParameters } from '../parameters/group-parameters.js';
import { linearWarmup } from '../schedules/linear-warmup.js';
import { SYNTHETIC_VOCABULARY, syntheticSource } from './synthetic-source.js';
import { wordObjective } from './word-objective.js';

/** A run small enough for a test, whose parts can be exchanged; `dispose` frees its tensors. */
export interface TinyRun {
  readonly input: TrainInput;
  readonly encoder: Encoder;
  readonly parameters: readonly Parameter[];
  /** Copies of all weights by name. */
  weights(): Record<string, number[]>;
  dispose(): void;
}

const SIZES = { hiddenSize: 8, layers: 1, heads: 2, intermediateSize: 16, maxPositions: 16, initializerRange: 0.2 };

/** A one-layer BERT with dropout, one objective, AdamW and a linear schedule. */
export function tinyRun(
  directory: string,
  options: Readonly<Record<string, unknown>> = {},
  parts: Partial<TrainInput> = {},
  sizes: Partial<typeof SIZES> = {},
): TinyRun {
  const random = new KeyedRandom(7);
  const encoder = bert.create(bert.options.parse({ ...SIZES, ...sizes }), {
    vocabularySize: SYNTHETIC_VOCABULARY,
    random,
  });
  const factory = createParameterFactory('words', random);
  const objective = wordObjective('words', encoder, factory);
  const parameters = [...encoder.parameters, ...factory.table];
  const optimizer = adamw.create(adamw.options.parse({}));
  const input: TrainInput = {
    encoder,
    objectives: [objective],
    parameters,
    groups: groupParameters(parameters),
    optimizer,
    learningRate: 0.02,
    schedule: (run) => linearWarmup.create(linearWarmup.options.parse({ warmupSteps: 2 }), run),
    batches: syntheticSource(),
    options: trainingOptions.parse({
      maxSteps: options['epochs'] === undefined ? 4 : undefined,
      logEvery: 1,
      ...options,
    }),
    random,
    directory,
    ...parts,
  };
  return {
    input,
    encoder,
    parameters,
    weights: () => Object.fromEntries(parameters.map(({ name, variable }) => [name, [...variable.dataSync()]])),
    dispose() {
      input.optimizer.dispose();
      encoder.dispose();
      factory.table.dispose();
    },
  };
}
