import type { EncoderInputArrays, KeyedRandom, Targets, ViewName } from '@cloze/contracts';
import { PluginError } from '@cloze/contracts';
import {
  toBatch,
  toTensors,
  type Batch,
  type Encode,
  type Encoded,
  type Encoder,
  type Loss,
  type LossInput,
  type Mode,
  type Parameter,
} from '@cloze/contracts/tensor';

/** Some examples laid out as a batch, with one plugin's targets. */
export interface TrialBatch {
  readonly views: Readonly<Record<ViewName, EncoderInputArrays>>;
  readonly targets: Targets;
}

/** An encoder with a plugin's tensor half on top. */
export interface TrialModel {
  readonly encoder: Encoder;
  /** Of the encoder and of the plugin. */
  readonly parameters: readonly Parameter[];
  loss(input: LossInput): Loss;
  dispose(): void;
}

/** An objective or head with one case's options, over tiny examples: what the loss checks work on. */
export interface LossTrial {
  readonly where: string;
  /** Number of examples. */
  readonly size: number;
  readonly random: KeyedRandom;
  /** Views the plugin says it reads. */
  readonly declaredViews: readonly ViewName[];
  readonly termWeights: Readonly<Record<string, number>>;
  /** The host half: the examples of these indices as a batch. */
  collate(indices: readonly number[]): TrialBatch;
  /** A batch without anything to learn from. */
  collateEmpty(): TrialBatch;
  /** The tensor half on a new encoder; always the same initial weights. */
  build(): TrialModel;
}

/** The indices of all examples of a trial. */
export function allExamples({ size }: LossTrial): number[] {
  return Array.from({ length: size }, (_, i) => i);
}

/** Dropout on, with the keys of one step. */
export function trainingMode({ random }: LossTrial, step = 0): Mode {
  return { training: true, dropoutKey: (site) => random.key(`dropout/${site}`, step) };
}

/** The plugin's loss of a batch; call inside `tf.tidy`. */
export function lossOf(trial: LossTrial, model: TrialModel, { views, targets }: TrialBatch, mode: Mode): Loss {
  const whole = toBatch({ epoch: 0, index: 0, views, targets: {} });
  const batch: Batch = {
    ...whole,
    view(name) {
      if (trial.declaredViews.includes(name)) return whole.view(name);
      throw new PluginError({
        what: `The loss reads the view "${name}" without declaring it`,
        where: trial.where,
        allowed: trial.declaredViews.join(', '),
        fix: `declare \`views: () => ['${name}']\`, so that it is sent to the main thread`,
      });
    },
  };
  const encode = encodeOnce(model.encoder, batch, mode);
  return model.loss({ encode, batch, targets: toTensors(targets.arrays), mode });
}

/** Encodes each view of a batch at most once for each kind of attention, as a run does. */
export function encodeOnce(encoder: Encoder, batch: Batch, mode: Mode): Encode {
  const made = new Map<string, Encoded>();
  return (view = 'corrupted', { attention = 'bidirectional' } = {}) => {
    if (typeof view !== 'string') return encoder.encode(view, { attention, mode });
    const key = `${view} ${attention}`;
    const encoded = made.get(key) ?? encoder.encode(batch.view(view), { attention, mode });
    made.set(key, encoded);
    return encoded;
  };
}
