import type { NamedArrays } from '../batch/host-array.js';
import type { Targets } from '../batch/batch-arrays.js';
import type { Definition, Plugin } from '../plugin/plugin.js';
import type { EncodedRecord, LabelSet } from '../records/encoded-record.js';
import type { RecordKind, RecordKinds } from '../records/task-record.js';
import type { HostServices } from '../services/host-services.js';
import type { NamedTensors } from './batch.js';
import type { Encoder, EncoderSizes } from './encoder.js';
import type { Loss, LossInput } from './objective.js';
import type { ParameterFactory, ParameterTable } from './parameters.js';

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
  dispose?(): void;
}

/** A task on top of an encoder. */
export interface HeadPlugin<Options = unknown, Prediction = unknown, K extends RecordKind = RecordKind> extends Plugin<
  'head',
  Options
> {
  /** The kind of record it learns from. */
  readonly accepts: K;
  /** Targets of a batch. Records without labels (prediction) must collate too. */
  targets(
    options: Options,
    host: HostServices & { readonly labels: LabelSet },
  ): { collate(records: readonly EncodedRecord<RecordKinds[K]>[]): Targets };
  create(options: Options, services: HeadServices): Head;
  /** Host: labels and character offsets from outputs. */
  decode(
    options: Options,
    outputs: NamedArrays,
    records: readonly EncodedRecord<RecordKinds[K]>[],
    labels: LabelSet,
  ): readonly Prediction[];
  /** Names of metric plugins. */
  readonly metrics: readonly string[];
}

declare module '../plugin/plugin.js' {
  interface PluginKinds {
    head: HeadPlugin;
  }
}

/** Makes a head plugin from its parts. */
export function defineHead<Options, Prediction, K extends RecordKind>(
  definition: Definition<HeadPlugin<Options, Prediction, K>>,
): HeadPlugin<Options, Prediction, K> {
  return { apiVersion: 1, kind: 'head', ...definition };
}
