import { KeyedRandom } from '@cloze/contracts';
import { defineObjective } from '@cloze/contracts/tensor';
import { createParameterFactory } from '@cloze/encoder-core';
import { tinyEncoder, tinyVocabulary, useTinyBackend } from '@cloze/testing';
import { scalar } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { messageOf } from '../testing/message-of.js';
import { RunModel } from './run-model.js';

beforeAll(useTinyBackend);

it('refuses an objective that saves a parameter under a name of the encoder', async () => {
  const random = new KeyedRandom(1);
  const vocabulary = tinyVocabulary();
  const options = tinyEncoder.options.parse({});
  const encoder = tinyEncoder.create(options, { vocabularySize: vocabulary.size, random });
  const [{ name: key }] = encoder.parameters;
  const plugin = defineObjective({
    name: 'greedy.v1',
    summary: 'Takes a name that is another’s.',
    options: z.strictObject({}),
    targets: () => ({ collate: () => ({ arrays: {}, weight: 0 }) }),
    create(_options, { parameters }) {
      parameters.create('weight', { shape: [1], initializer: { kind: 'zeros' }, key });
      return { parameters: parameters.table, loss: () => ({ sum: scalar(0) }) };
    },
  });
  const parts = {
    encoder: { plugin: tinyEncoder, options },
    objectives: [{ id: 'greedy', weight: 1, plugin, options: {} }],
  };
  const parametersOf = (id: string) => createParameterFactory(id, random);
  const message = await messageOf(async () => new RunModel(parts, { encoder, vocabulary, random, parametersOf }));
  expect(message).toBe(
    [
      `Two parts of the model save a parameter as "${key}"`,
      '  where: objectives[0]',
      `  received: "${key}", which the encoder has too`,
      '  allowed: one parameter of a name',
      '  fix: let the plugin create it under another name',
    ].join('\n'),
  );
});
