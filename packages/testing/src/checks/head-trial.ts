import {
  concatenateViews,
  createLabelSet,
  KeyedRandom,
  parseOptions,
  type EncodedRecord,
  type LabelSet,
  type NamedArrays,
  type RecordKind,
  type RecordKinds,
  type TaskRecord,
} from '@cloze/contracts';
import { joinWindows, type Head, type HeadPlugin } from '@cloze/contracts/tensor';
import { memoryFactory, MemoryParameters } from '../tiny/memory-parameters.js';
import { tinyEncoder } from '../tiny/tiny-encoder.js';
import { tinyHost } from '../tiny/tiny-host.js';
import { encodeTinyRecord } from '../tiny/tiny-record.js';
import type { LossTrial, TrialBatch, TrialModel } from './loss-trial.js';
import type { PluginCase } from './plugin-case.js';

/** A case of a head: labelled records over the tiny vocabulary. */
export interface HeadCase<K extends RecordKind = RecordKind> extends PluginCase {
  /** Records to learn by heart; texts of words of the tiny vocabulary. */
  readonly records: readonly RecordKinds[K][];
  readonly labels?: readonly string[];
  /** Labels of the spans of `relations` records. */
  readonly spanLabels?: readonly string[];
  /** Largest share of the starting loss that may be left after training on all records; 0.1 where left out. */
  readonly fallsTo?: number;
}

/** A head over tiny records. */
export interface HeadTrial<K extends RecordKind = RecordKind> extends LossTrial {
  readonly records: readonly EncodedRecord<RecordKinds[K]>[];
  build(): TrialModel & { readonly head: Head };
  /** Batch of other records: without labels, or in another order. */
  collateRecords(records: readonly EncodedRecord<RecordKinds[K]>[]): TrialBatch;
  /** One prediction a record; the windows of a record come in order. */
  decode(outputs: NamedArrays, records: readonly EncodedRecord<RecordKinds[K]>[]): readonly unknown[];
}

const random = new KeyedRandom(1);

/** Sets a head up over tiny records. */
export function headTrial<Options, Prediction, K extends RecordKind, Decoded>(
  plugin: HeadPlugin<Options, Prediction, K, Decoded>,
  { title, options = {}, records, labels = [], spanLabels }: HeadCase<K>,
): HeadTrial<K> {
  const where = `${plugin.name}, case "${title}"`;
  const parsed = parseOptions(plugin.options, options, where);
  const labelSet: LabelSet = createLabelSet(labels, spanLabels);
  const host = tinyHost();
  const { collate } = plugin.targets(parsed, { ...host, labels: labelSet });
  const encoded = records.map((record) => encodeTinyRecord(record));
  const collateRecords = (chosen: readonly EncodedRecord<RecordKinds[K]>[]): TrialBatch => {
    const input = concatenateViews(chosen.map(({ view }) => view));
    return { views: { original: input, corrupted: input }, targets: collate(chosen) };
  };
  return {
    where,
    size: records.length,
    random,
    declaredViews: ['corrupted', 'original'],
    termWeights: {},
    records: encoded,
    collate: (indices) => collateRecords(indices.map((index) => encoded[index])),
    collateEmpty: () => collateRecords(encoded.map(withoutLabels)),
    collateRecords,
    decode: (outputs, chosen) =>
      joinWindows(plugin, parsed, plugin.decode(parsed, outputs, chosen, labelSet), chosen, labelSet),
    build() {
      const services = { vocabularySize: host.vocabulary.size, random };
      const encoder = tinyEncoder.create(tinyEncoder.options.parse({}), services);
      const parameters = memoryFactory('trial', new MemoryParameters(random));
      const head = plugin.create(parsed, { sizes: encoder.sizes, encoder, labels: labelSet, parameters });
      return {
        encoder,
        head,
        parameters: [...encoder.parameters, ...head.parameters],
        loss: (input) => head.loss(input),
        dispose() {
          head.dispose?.();
          head.parameters.dispose();
          encoder.dispose();
        },
      };
    },
  };
}

const LABEL_FIELDS = ['label', 'labels', 'value', 'tags', 'spans', 'relations', 'clusters', 'answers'];

/** The record as it comes in prediction. */
export function withoutLabels<R extends TaskRecord>(encoded: EncodedRecord<R>): EncodedRecord<R> {
  const record = Object.fromEntries(Object.entries(encoded.record).filter(([name]) => !LABEL_FIELDS.includes(name)));
  return { ...encoded, record: record as typeof encoded.record };
}
