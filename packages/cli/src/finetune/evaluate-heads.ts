import type { EncodedRecord, TaskRecord } from '@cloze/contracts';
import { joinWindows, type Encoder } from '@cloze/contracts/tensor';
import { LossMeter, sumsOf } from '@cloze/trainer';
import type { Chosen } from '../config/parse-run.js';
import { lengthBatches } from '../predict/length-batches.js';
import { decodeTurn, runHeads, type ModelHead } from '../predict/head-runner.js';

/** A head and the labelled records to hold it against. */
export interface EvaluatedHead {
  readonly head: ModelHead;
  /** Factor of its loss in the whole. */
  readonly weight: number;
  readonly metrics: readonly Chosen<'metric'>[];
  readonly records: readonly TaskRecord[];
  /** Of all records, those of one next to each other. */
  readonly windows: readonly EncodedRecord[];
}

/** What an evaluation gives. */
export interface HeadsEvaluation {
  /** `loss` of all, `<id>.loss`, what the loss reports, and `<id>.<score>` of the metrics. */
  readonly values: Readonly<Record<string, number>>;
  /** By head id, one a record in their order. */
  readonly predictions: Readonly<Record<string, readonly unknown[]>>;
}

/**
 * Losses, predictions and metrics of heads on labelled records, dropout off.
 * @returns undefined when `signal` was aborted before the end
 */
export async function evaluateHeads(
  encoder: Pick<Encoder, 'encode'>,
  heads: readonly EvaluatedHead[],
  signal?: AbortSignal,
): Promise<HeadsEvaluation | undefined> {
  const meter = new LossMeter(heads.map(({ head, weight }) => ({ id: head.id, weight, model: head.model })));
  const predictions: Record<string, readonly unknown[]> = {};
  const scores: Record<string, number> = {};
  for (const evaluated of heads) {
    const predicted = await predictSplit(encoder, evaluated, meter, signal);
    if (!predicted) return undefined;
    const { head, metrics, records } = evaluated;
    predictions[head.id] = predicted;
    for (const { plugin, options } of metrics)
      for (const [name, value] of Object.entries(plugin.compute(options, predicted, records)))
        scores[`${head.id}.${name}`] = value;
  }
  return { values: { ...meter.values(), ...scores }, predictions };
}

async function predictSplit(
  encoder: Pick<Encoder, 'encode'>,
  { head, weight, windows }: EvaluatedHead,
  meter: LossMeter,
  signal: AbortSignal | undefined,
): Promise<readonly unknown[] | undefined> {
  const decoded = new Array<unknown>(windows.length);
  for (const indices of lengthBatches(windows.map(({ view }) => view.inputIds.length))) {
    const batch = indices.map((i) => windows[i]);
    runHeads(encoder, [head], batch, (turn) => {
      const sums = sumsOf({ id: head.id, weight, model: head.model }, turn.input, turn.targets);
      meter.add(sums, { [head.id]: turn.targets });
      decodeTurn(turn).forEach((value, i) => (decoded[indices[i]] = value));
    });
    // Lets a signal arrive.
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted) return undefined;
  }
  const { plugin, options } = head.chosen;
  return joinWindows(plugin, options, decoded, windows, head.labels);
}
