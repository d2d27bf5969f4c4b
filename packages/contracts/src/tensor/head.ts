import type { NamedArrays } from '../batch/host-array.js';
import type { Targets } from '../batch/batch-arrays.js';
import type { Definition, Plugin } from '../plugin/plugin.js';
import type { EncodedRecord, LabelSet } from '../records/encoded-record.js';
import type { RecordKind, RecordKinds } from '../records/task-record.js';
import type { HostServices } from '../services/host-services.js';
import type { NamedTensors } from './batch.js';
import type { Encoder, EncoderSizes } from './encoder.js';
import type { GoldFields } from './gold-fields.js';
import type { Loss, LossInput } from './objective.js';
import type { OnnxEncoded, OnnxGraph, OnnxOutputs } from './onnx.js';
import type { ParameterFactory, ParameterTable } from './parameters.js';

/** A value, or how it follows from the options; a method's type, so that heads of any options stand in one list. */
export type ByOptions<Options, T> = T | { follow(options: Options): T }['follow'];

/** What a head is built with. */
export interface HeadServices {
  readonly sizes: EncoderSizes;
  readonly encoder: Encoder;
  readonly labels: LabelSet;
  readonly parameters: ParameterFactory;
}

/** The tensor half of a head. */
export interface Head {
  readonly parameters: ParameterTable;
  loss(input: LossInput): Loss;
  /** What `decode` reads on the host; by name, first axis free. */
  outputs(input: LossInput): NamedTensors;
  /**
   * Fields of Hugging Face's `config.json` beside the encoder's (`architectures`, `id2label`, …), where it has a class for this head and
   * the head's keys are that class's; absent or empty elsewhere.
   */
  modelConfig?(): Readonly<Record<string, unknown>>;
  /** Adds its outputs to an ONNX graph, for heads whose forward pass needs nothing but hidden states. */
  onnx?(graph: OnnxGraph, encoded: OnnxEncoded): OnnxOutputs;
  dispose?(): void;
}

/**
 * A task on top of an encoder. `Decoded` is what one window of a record says; it is the prediction itself where `merge` is left out.
 */
export interface HeadPlugin<
  Options = unknown,
  Prediction = unknown,
  K extends RecordKind = RecordKind,
  Decoded = Prediction,
> extends Plugin<'head', Options> {
  /** The kind of record it learns from; see {@link acceptedKind}. */
  readonly accepts: ByOptions<Options, K>;
  /**
   * Fields of a record that hold what it learns; see {@link goldFields}. Where they are told, labels of spans are learned only with `spans`
   * among them.
   */
  readonly gold?: ByOptions<Options, GoldFields>;
  /** The labels that it learns and gives, from those of its data, which come first: a head may need some that do not occur. */
  labels?(options: Options, names: readonly string[]): readonly string[];
  /** Targets of a batch. Records without labels (prediction) must collate too. */
  targets(
    options: Options,
    host: HostServices & { readonly labels: LabelSet },
  ): { collate(records: readonly EncodedRecord<RecordKinds[K]>[]): Targets };
  create(options: Options, services: HeadServices): Head;
  /** Host: what each record passed says, in their order; a long record comes as several windows, here or in other batches. */
  decode(
    options: Options,
    outputs: NamedArrays,
    records: readonly EncodedRecord<RecordKinds[K]>[],
    labels: LabelSet,
  ): readonly Decoded[];
  /**
   * Host: the prediction of one record, with labels and character offsets, from what `decode` gave for its windows in order. Called for
   * every record, also those of one window. A head without it takes no records of several windows.
   */
  merge?(
    options: Options,
    decoded: readonly Decoded[],
    windows: readonly EncodedRecord<RecordKinds[K]>[],
    labels: LabelSet,
  ): Prediction;
  /** Host: what of the training records it cannot learn, in sentences that are told before training. */
  warnings?(options: Options, windows: readonly EncodedRecord<RecordKinds[K]>[]): readonly string[];
  /** Names of metric plugins; see {@link declaredMetrics}. */
  readonly metrics: ByOptions<Options, readonly string[]>;
}

declare module '../plugin/plugin.js' {
  interface PluginKinds {
    head: HeadPlugin;
  }
}

/** The kind of record that a head with these options learns from. */
export function acceptedKind<Options, K extends RecordKind>(
  { accepts }: { readonly accepts: ByOptions<Options, K> },
  options: Options,
): K {
  return typeof accepts === 'function' ? accepts(options) : accepts;
}

/** The names of the metrics that fit a head with these options. */
export function declaredMetrics<Options>(
  { metrics }: Pick<HeadPlugin<Options>, 'metrics'>,
  options: Options,
): readonly string[] {
  return typeof metrics === 'function' ? metrics(options) : metrics;
}

/** Makes a head plugin from its parts. */
export function defineHead<Options, Prediction, K extends RecordKind, Decoded = Prediction>(
  definition: Definition<HeadPlugin<Options, Prediction, K, Decoded>>,
): HeadPlugin<Options, Prediction, K, Decoded> {
  return { apiVersion: 1, kind: 'head', ...definition };
}
