import type { TaskRecord } from '@cloze/contracts';

/** A label that was predicted, of a text or of a word, beside the right one. */
export interface Outcome {
  readonly gold: string;
  readonly predicted: string;
  /** Of what was predicted; undefined where the head tells none. */
  readonly probability?: number;
}

/** Gold and predicted label of each text, or tag of each word; nothing for records of another nature. */
export function outcomes(records: readonly TaskRecord[], predictions: readonly unknown[]): Outcome[] {
  return records.flatMap((record, i): Outcome[] => {
    const { tags, label, probabilities } = fieldsOf(predictions[i]);
    if (record.kind === 'tagging') {
      if (!Array.isArray(tags)) return [];
      return (record.tags ?? []).map((gold, word) => ({
        gold,
        predicted: String(tags[word]),
        probability: numberAt(probabilities, word),
      }));
    }
    const gold = 'label' in record ? record.label : undefined;
    if (gold === undefined || typeof label !== 'string') return [];
    return [{ gold, predicted: label, probability: numberAt(probabilities, label) }];
  });
}

/** The fields of a prediction, whatever it is. */
export function fieldsOf(prediction: unknown): Readonly<Record<string, unknown>> {
  return typeof prediction === 'object' && prediction !== null ? (prediction as Readonly<Record<string, unknown>>) : {};
}

function numberAt(values: unknown, key: string | number): number | undefined {
  const value = fieldsOf(values)[key];
  return typeof value === 'number' ? value : undefined;
}
