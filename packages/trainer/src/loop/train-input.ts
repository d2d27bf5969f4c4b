import type { FileSystem } from '@cloze/checkpoints';
import type { BatchSource, Clock, KeyedRandom, Logger, Schedule, Tracker } from '@cloze/contracts';
import type { Encoder, Optimizer, Parameter } from '@cloze/contracts/tensor';
import type { Adapters } from '../parameters/low-rank-adapters.js';
import type { TrainedGroup } from '../parameters/trained-group.js';
import type { Best } from './best-tracker.js';
import type { TrainedObjective } from './trained-objective.js';
import type { TrainingOptions } from './training-options.js';

/** A run of the loop: plugins' values, data, options, and where it is kept. */
export interface TrainInput {
  readonly encoder: Pick<Encoder, 'encode'>;
  /** Objectives or heads; their losses are added with their weights. */
  readonly objectives: readonly TrainedObjective[];
  /** Everything a checkpoint saves: the parameters of the encoder and of all objectives. */
  readonly parameters: Iterable<Parameter>;
  /** What is trained, see `groupParameters`. */
  readonly groups: readonly TrainedGroup[];
  /** Parameters that stand for weights of the encoder: `groups` has theirs, and `parameters` has their base in the weights' place. */
  readonly adapters?: Adapters;
  readonly optimizer: Optimizer;
  /** The base rate that the schedule's factor multiplies. */
  readonly learningRate: number;
  /** Makes the schedule once the number of steps is known: `(run) => plugin.create(options, run)`. */
  readonly schedule: (run: { readonly totalSteps: number }) => Schedule;
  readonly batches: BatchSource;
  /** Finite: its epoch 0 is evaluated. */
  readonly validation?: BatchSource;
  /** What an evaluation gives, in place of the mean losses over `validation`; undefined when `signal` was aborted before the end. */
  readonly evaluate?: (signal?: AbortSignal) => Promise<Readonly<Record<string, number>> | undefined>;
  readonly options: TrainingOptions;
  /** The root of dropout. */
  readonly random: KeyedRandom;
  /** The run's folder; checkpoints go to `checkpoints/` in it. */
  readonly directory: string;
  /** Go on from the last checkpoint, or from the start where there is none. */
  readonly resume?: boolean;
  readonly trackers?: readonly Tracker[];
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** When aborted, the step in progress is finished and saved, and the run ends as `interrupted`. */
  readonly signal?: AbortSignal;
  readonly files?: FileSystem;
}

/** How a run ended. */
export interface TrainResult {
  readonly status: 'completed' | 'stopped-early' | 'interrupted';
  /** Updates done, earlier parts of a resumed run included. */
  readonly step: number;
  readonly totalSteps: number;
  /** Absent without validation data. */
  readonly best?: Best;
  /** The values of the last evaluation in this process. */
  readonly evaluation?: Readonly<Record<string, number>>;
  /**
   * Fills the parameters with what a step's evaluation saw, for a step that has a checkpoint, as the best and the last have: the weights, or
   * their averages where `average.use` says so. Throws CheckpointError.
   */
  loadWeights(step: number): Promise<void>;
}
