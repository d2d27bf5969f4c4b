import type { AnyPlugin } from '@cloze/contracts';
import { adamw } from './optimizers/adamw.js';
import { lamb } from './optimizers/lamb.js';
import { sgd } from './optimizers/sgd.js';
import { constant } from './schedules/constant.js';
import { cosine } from './schedules/cosine.js';
import { linearWarmup } from './schedules/linear-warmup.js';
import { jsonlTracker } from './trackers/jsonl-tracker.js';
import { progressBar } from './trackers/progress-bar.js';
import { tensorboard } from './trackers/tensorboard.js';

/** The optimizers, schedules and trackers of this package, for a registry. */
export const trainerPlugins: readonly AnyPlugin[] = [
  adamw,
  lamb,
  sgd,
  linearWarmup,
  constant,
  cosine,
  jsonlTracker,
  progressBar,
  tensorboard,
];
