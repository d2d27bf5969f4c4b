import { HELD_OUT } from '@cloze/data-loaders';
import { FEATURE_LAYERS } from '@cloze/encoder-core';
import { lowRankOptions, parameterOptionsShape, trainingOptionsShape } from '@cloze/trainer';
import { z } from 'zod';
import { instanceId, pluginChoice } from '../config/plugin-choice.js';

const text = z.string().min(1);

/** Keys of a dataset's choice that are the config's, not the plugin's. */
export const DATASET_KEYS = ['limit'] as const;

const limit = {
  limit: z
    .int()
    .positive()
    .optional()
    .describe('records to take where there are more, drawn at random, the same for every seed'),
};

const dataset = () => pluginChoice('dataset', limit);

/** A dataset, or records held out of the training data. */
export const recordValidation = pluginChoice('dataset', limit);

const dataParts = {
  train: dataset().describe('labelled records to learn from'),
  validation: recordValidation
    .default({ use: HELD_OUT, fraction: 0.1 })
    .describe('what to evaluate on while training; by default records held out of the training data'),
  test: dataset().optional().describe('what to evaluate the finished model on'),
};

const data = z.strictObject({
  train: dataset().optional().describe('labelled records to learn from, for heads that name none of their own'),
  validation: recordValidation
    .optional()
    .describe('what to evaluate on while training; by default records held out of the training data'),
  test: dataset().optional().describe('what to evaluate the finished model on'),
  maxLength: z.int().min(3).optional().describe('most tokens an example; by default as many as the encoder takes'),
  tooLong: z
    .enum(['error', 'cut', 'windows'])
    .default('error')
    .describe('for records longer than that: an error, cut, or overlapping windows whose labels are joined'),
  stride: z
    .int()
    .min(0)
    .optional()
    .describe('tokens that neighbouring windows share; by default a quarter of `maxLength`'),
});

/** Keys of a head's choice that are the config's, not the plugin's. */
export const HEAD_KEYS = ['id', 'weight', 'data', 'metrics', 'balanceClasses'] as const;

const head = pluginChoice('head', {
  id: instanceId,
  weight: z.number().positive().default(1).describe('factor of its loss'),
  data: z.strictObject(dataParts).optional().describe('data of its own: several heads with such are multi-task'),
  balanceClasses: z
    .boolean()
    .default(false)
    .describe('class weights from the labels’ counts in the training data: records / (labels × count)'),
  metrics: z.array(pluginChoice('metric', {})).optional().describe('by default those the head names'),
});

const steps = z.union([z.literal('epoch'), z.int().positive()]);

const training = z
  .strictObject({
    batchSize: z.int().positive().default(32).describe('examples a batch'),
    bucket: z.int().min(0).default(32).describe('batches whose examples are sorted by length together; 0 for none'),
    seeds: z
      .array(z.int().min(0))
      .min(1)
      .refine((seeds) => new Set(seeds).size === seeds.length, 'seeds that differ')
      .optional()
      .describe('a run each, with mean and standard deviation; by default the config’s one'),
    ...trainingOptionsShape,
    evaluateEvery: steps
      .default('epoch')
      .describe('steps between evaluations, or "epoch"; there is one at the end in any case'),
    checkpointEvery: steps
      .default('epoch')
      .describe('steps between checkpoints, or "epoch"; there is one at the end in any case'),
  })
  .refine(({ maxSteps, epochs }) => maxSteps !== undefined || epochs !== undefined, 'maxSteps, epochs, or both');

/** Every part of a fine-tuning config by name. */
export const finetuneSections = {
  $schema: z.string().optional().describe('where editors find this schema'),
  directory: text.optional().describe('where relative paths start; by default the folder of the config file'),
  seed: z.int().min(0).default(1).describe('of every draw'),
  plugins: z.array(text).default([]).describe('modules of your own'),
  model: text.optional().describe('folder of the pretrained model; left out, "encoder" is trained from scratch'),
  tokenizer: pluginChoice('tokenizer', {
    path: text.optional().describe('folder of a trained tokenizer; left out, one is trained on the training records'),
  })
    .optional()
    .describe('for an encoder from scratch; that of the model otherwise'),
  encoder: pluginChoice('encoder', {})
    .optional()
    .describe('an encoder from scratch, or changed options of the model’s'),
  data: data.default({ tooLong: 'error' }),
  heads: z.array(head).min(1),
  mixing: z
    .discriminatedUnion('by', [
      z.strictObject({ by: z.literal('examples').describe('every example once an epoch') }),
      z.strictObject({
        by: z
          .literal('temperature')
          .describe('examples to the power 1 / temperature, so that small data sets count more'),
        temperature: z
          .number()
          .min(1)
          .default(2)
          .describe('1 mixes by examples, more brings the shares nearer to each other'),
      }),
    ])
    .default({ by: 'examples' })
    .describe('how the data of several heads is mixed'),
  features: z
    .strictObject({ layers: z.enum(FEATURE_LAYERS).default('last').describe('what of its layers the heads read') })
    .optional()
    .describe('feature-based use: the encoder is frozen, and runs without dropout'),
  lora: lowRankOptions
    .optional()
    .describe('low-rank adapters: of the encoder, only these are trained; merged in the model'),
  optimizer: pluginChoice('optimizer', parameterOptionsShape).prefault({ use: 'adamw.v1' }),
  schedule: pluginChoice('schedule', {}).default({ use: 'linear-warmup.v1', warmupRatio: 0.1 }),
  training,
  trackers: z
    .array(pluginChoice('tracker', {}))
    .default([{ use: 'progress-bar.v1' }])
    .describe('what shows or writes metrics beside the run’s own metrics.jsonl'),
  grid: z
    .record(text, z.array(z.unknown()).min(1))
    .optional()
    .describe('values to try by path, such as "optimizer.learningRate": [2e-5, 5e-5]: a run for every combination'),
};

/** A fine-tuning config. Options of plugins are checked by the plugins' own schemas. */
export const finetuneSchema = z.strictObject(finetuneSections);

/** A fine-tuning config as a user writes it. */
export type FinetuneInput = z.input<typeof finetuneSchema>;

/** A fine-tuning config, filled in. */
export type FinetuneConfig = z.output<typeof finetuneSchema>;
