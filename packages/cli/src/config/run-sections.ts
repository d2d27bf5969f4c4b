import { HELD_OUT } from '@cloze/data-loaders';
import { parameterOptions, parameterOptionsShape } from '@cloze/trainer';
import { z } from 'zod';
import { instanceId, pluginChoice } from './plugin-choice.js';
import { trainingSection } from './training-section.js';

const text = z.string().min(1);

const tokenizer = pluginChoice('tokenizer', {
  path: text.optional().describe('folder of a trained tokenizer; left out, one is trained on the training files'),
  addTokens: z
    .union([text, z.array(text).min(1)])
    .optional()
    .describe('words to add to the vocabulary: a list, or a file with one a line'),
});

/** A dataset, or documents held out of the training text. */
export const validationChoice = pluginChoice('dataset', {});

const data = z.strictObject({
  train: pluginChoice('dataset', {}).describe('the training corpus'),
  validation: validationChoice
    .default({ use: HELD_OUT })
    .describe('what to evaluate on; by default documents held out of the training corpus'),
  cache: text.optional().describe('folder of tokenised corpora; by default one of the user’s, for all runs'),
});

const objective = pluginChoice('objective', {
  id: instanceId,
  weight: z
    .union([z.number().positive(), z.strictObject({ from: z.number().min(0), to: z.number().min(0) })])
    .default(1)
    .describe('factor of its loss: fixed, or going in a straight line over the training from one value to another'),
});

/** What a phase may change: everything but what the model is made of. */
const changeable = {
  data,
  sampler: pluginChoice('sampler', {}),
  corruption: z.array(pluginChoice('corruption', {})).default([]),
  objectives: z.array(objective).min(1),
  optimizer: pluginChoice('optimizer', parameterOptionsShape).default({
    use: 'adamw.v1',
    ...parameterOptions.parse({}),
  }),
  schedule: pluginChoice('schedule', {}).default({ use: 'linear-warmup.v1' }),
  training: trainingSection,
};

/** The parts of a pretraining config that a phase may override; objects are merged, arrays replaced. */
export const PHASE_KEYS = Object.keys(changeable);

/** One of a config's `phases`. */
export const phaseSection = z
  .strictObject(Object.fromEntries(PHASE_KEYS.map((key) => [key, z.unknown().optional()])))
  .describe('parts of the config for one stretch of training; objects are merged, arrays replaced');

/** Every part of a pretraining config by name. */
export const runSections = {
  $schema: z.string().optional().describe('where editors find this schema'),
  directory: text.optional().describe('where relative paths start; by default the folder of the config file'),
  seed: z.int().min(0).default(1).describe('of every draw'),
  model: text
    .optional()
    .describe('a model folder, run or checkpoint to go on from: its encoder, its tokenizer, and all weights that fit'),
  plugins: z.array(text).default([]).describe('modules of your own'),
  tokenizer: tokenizer.default({ use: 'wordpiece.v1' }),
  encoder: pluginChoice('encoder', {}).default({ use: 'bert.v1' }),
  ...changeable,
  trackers: z
    .array(pluginChoice('tracker', {}))
    .default([{ use: 'progress-bar.v1' }])
    .describe('what shows or writes metrics beside the run’s own metrics.jsonl'),
  phases: z.array(phaseSection).min(1).optional().describe('stretches of training one after the other'),
};

/** A pretraining config. Options of plugins are checked by the plugins' own schemas. */
export const runSchema = z.strictObject(runSections);

/** A pretraining config as a user writes it. */
export type RunInput = z.input<typeof runSchema>;

/** A pretraining config, filled in. */
export type RunConfig = z.output<typeof runSchema>;
