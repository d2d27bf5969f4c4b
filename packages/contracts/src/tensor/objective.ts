import type { Scalar, Tensor2D } from '@tensorflow/tfjs-core';
import type { Targets } from '../batch/batch-arrays.js';
import type { Example, ViewName } from '../batch/view.js';
import type { Definition, Plugin } from '../plugin/plugin.js';
import type { KeyedRandom } from '../random/keyed-random.js';
import type { HostServices } from '../services/host-services.js';
import type { Vocabulary } from '../text/vocabulary.js';
import type { Batch, NamedTensors } from './batch.js';
import type { Encode, Encoder, EncoderSizes, Mode } from './encoder.js';
import type { OnnxEncoded, OnnxGraph, OnnxOutputs } from './onnx.js';
import type { ParameterFactory, ParameterTable } from './parameters.js';

/** Sums over targets: one scalar, or one a term where the plugin has several losses. */
export type Sums = Scalar | Readonly<Record<string, Scalar>>;

/** What a loss gives. The trainer divides each sum by its host-known weight over all microbatches of the step. */
export interface Loss {
  readonly sum: Sums;
  /**
   * Further sums over targets to log: `accuracy` as the number of right answers, and so on. Each is divided by its entry in the
   * targets' `reportWeights`, or by the weight where it has none (a plugin with several terms gives every entry one).
   */
  readonly report?: Readonly<Record<string, Scalar>>;
}

/** What a loss reads. */
export interface LossInput {
  readonly encode: Encode;
  readonly batch: Batch;
  readonly targets: NamedTensors;
  readonly mode: Mode;
}

/** What an objective is built with. */
export interface ObjectiveServices {
  readonly sizes: EncoderSizes;
  readonly vocabulary: Vocabulary;
  /** The encoder, for its word embeddings and sizes; `encode` comes with each loss. */
  readonly encoder: Encoder;
  readonly parameters: ParameterFactory;
  readonly random: KeyedRandom;
  /**
   * Another encoder of the same plugin with some options changed (a generator), reading this encoder's word embeddings; its parameters are
   * saved under `prefix`.
   */
  createEncoder(options: Readonly<Record<string, unknown>>, prefix: string): Encoder;
}

/** The tensor half of an objective. */
export interface Objective {
  readonly parameters: ParameterTable;
  loss(input: LossInput): Loss;
  /** Logits over the vocabulary for hidden states [n, hidden], for objectives that can fill masks. */
  readonly predict?: (hidden: Tensor2D) => Tensor2D; // [n, vocabulary]
  /** Logits of the next token for hidden states [n, hidden] under causal attention, for objectives that can generate. */
  readonly predictNext?: (hidden: Tensor2D) => Tensor2D; // [n, vocabulary]
  /** Adds its outputs to an ONNX graph, for objectives that can be used after training. */
  onnx?(graph: OnnxGraph, encoded: OnnxEncoded): OnnxOutputs;
  dispose?(): void;
}

/** Something that an objective asks about an example, for people to see. */
export interface ShownTarget {
  /** Which of the example's views the position is in; the corrupted one where left out. */
  readonly view?: ViewName;
  /** The token it is asked at; absent for a question about the whole example. */
  readonly position?: number;
  /** What is asked, in a word, where an objective asks several things. */
  readonly about?: string;
  /** The right answer, as text. */
  readonly answer: string;
}

/** A pretraining objective: a host half that makes targets, a tensor half that makes the loss. */
export interface ObjectivePlugin<Options = unknown> extends Plugin<'objective', Options> {
  /** Views the loss encodes; `corrupted` alone where left out. */
  views?(options: Options): readonly ViewName[];
  /** Factor of each term's mean in the loss, for plugins with several; 1 where left out. */
  termWeights?(options: Options): Readonly<Record<string, number>>;
  /** The host half, set up once a thread. `progress` is the share of the training done, in [0, 1], for options on a schedule. */
  targets(options: Options, host: HostServices): { collate(examples: readonly Example[], progress?: number): Targets };
  /**
   * What is asked about one example and the right answers, for people to see: `cloze pretrain --dry-run` prints it. Read from what `targets`
   * made of that example alone, so that it cannot say anything else. Where left out, the number of targets is shown.
   */
  show?(options: Options, targets: Targets, vocabulary: Vocabulary): readonly ShownTarget[];
  /**
   * The right answers to a batch's targets, as classes: what always giving the same answer would reach is told beside the losses. By term,
   * or under the empty name for the only loss; other names are stems of report entries, `<name>Loss` and `<name>Accuracy`.
   */
  answers?(targets: Targets): Readonly<Record<string, Int32Array>>;
  create(options: Options, services: ObjectiveServices): Objective;
}

declare module '../plugin/plugin.js' {
  interface PluginKinds {
    objective: ObjectivePlugin;
  }
}

/** Makes an objective plugin from its parts. */
export function defineObjective<Options>(definition: Definition<ObjectivePlugin<Options>>): ObjectivePlugin<Options> {
  return { apiVersion: 1, kind: 'objective', ...definition };
}
