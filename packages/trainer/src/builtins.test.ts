import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeOptimizer, describeSchedule, describeTracker } from '@cloze/testing';
import { expect, it } from 'vitest';
import { trainerPlugins } from './builtins.js';
import { adamw } from './optimizers/adamw.js';
import { lamb } from './optimizers/lamb.js';
import { sgd } from './optimizers/sgd.js';
import { constant } from './schedules/constant.js';
import { cosine } from './schedules/cosine.js';
import { linearWarmup } from './schedules/linear-warmup.js';
import { jsonlTracker } from './trackers/jsonl-tracker.js';
import { progressBar } from './trackers/progress-bar.js';

const defaults = { title: 'default options' };

describeOptimizer(adamw, [defaults, { title: "BERT's own form", options: { correctBias: false, epsilon: 1e-6 } }]);
describeOptimizer(lamb, [defaults, { title: 'no trust ratio for biases', options: { adaptUndecayed: false } }]);
describeOptimizer(sgd, [defaults, { title: 'no momentum', options: { momentum: 0, weightDecay: 0.01 } }]);

describeSchedule(linearWarmup, [
  defaults,
  { title: 'warm-up steps', options: { warmupSteps: 10 } },
  { title: "BERT's form", options: { warmupRatio: 0.1, form: 'bert' } },
]);
describeSchedule(constant, [defaults, { title: 'a warm-up', options: { warmupSteps: 5 } }]);
describeSchedule(cosine, [defaults, { title: 'a warm-up', options: { warmupRatio: 0.2 } }]);

describeTracker(jsonlTracker, [
  {
    title: 'default options',
    stepsIn: async (directory) => {
      const lines = (await readFile(join(directory, 'metrics.jsonl'), 'utf8')).trimEnd().split('\n');
      return lines.map((line) => (JSON.parse(line) as { step: number }).step);
    },
  },
]);
describeTracker(progressBar);

it('lists every plugin once', () => {
  expect(trainerPlugins.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'optimizer adamw.v1',
    'optimizer lamb.v1',
    'optimizer sgd.v1',
    'schedule linear-warmup.v1',
    'schedule constant.v1',
    'schedule cosine.v1',
    'tracker jsonl-tracker.v1',
    'tracker progress-bar.v1',
    'tracker tensorboard.v1',
  ]);
});
