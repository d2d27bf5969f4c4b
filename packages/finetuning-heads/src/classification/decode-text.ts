import {
  shapedArray,
  type LabelPrediction,
  type LabelSet,
  type LabelsPrediction,
  type NamedArrays,
  type ValuePrediction,
} from '@cloze/contracts';
import { argMaxOf, sigmoid, softmax } from './softmax.js';
import type { TextTask } from './text-loss.js';

/** What a head for whole texts predicts, by its task. */
export type TextPrediction = LabelPrediction | LabelsPrediction | ValuePrediction;

/** What one window says: the probability of each label, or the value alone. */
export type WindowScores = readonly number[];

/** Rows of `logits` as probabilities or, for regression, as they are. */
export function decodeText(task: TextTask, outputs: NamedArrays): WindowScores[] {
  const { data, shape } = shapedArray(outputs['logits']);
  const [examples, width] = shape;
  return Array.from({ length: examples }, (_, row) => {
    const logits = data.subarray(row * width, (row + 1) * width);
    switch (task) {
      case 'labels':
        return [...softmax(logits)];
      case 'multi-label':
        return Array.from(logits, sigmoid);
      case 'regression':
        return [...logits];
    }
  });
}

/**
 * The prediction of a record: its windows' scores averaged.
 * @param threshold probability from which on a label of several is given
 */
export function mergeText(
  task: TextTask,
  windows: readonly WindowScores[],
  { names }: LabelSet,
  threshold: number,
): TextPrediction {
  const scores = windows[0].map((_, i) => windows.reduce((total, own) => total + own[i], 0) / windows.length);
  if (task === 'regression') return { value: scores[0] };
  const probabilities = Object.fromEntries(names.map((name, i) => [name, scores[i]]));
  if (task === 'labels') return { label: names[argMaxOf(scores)], probabilities };
  return { labels: names.filter((_, i) => scores[i] >= threshold), probabilities };
}
