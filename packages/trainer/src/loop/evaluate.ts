import type { BatchSource } from '@cloze/contracts';
import { inference } from '@cloze/contracts/tensor';
import { LossMeter } from './loss-meter.js';
import { nextTurn } from './next-turn.js';
import { withLosses, type LossModel } from './run-losses.js';

/**
 * The losses of a finite source (its epoch 0), dropout off: exact means over all targets, by name as in {@link LossMeter.values}.
 * @returns undefined when `signal` was aborted before the end
 */
export async function evaluate(
  model: LossModel,
  source: BatchSource,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, number>> | undefined> {
  const meter = new LossMeter(model.objectives);
  const total = await source.batchesIn(0);
  let done = 0;
  if (total === 0) return meter.values();
  for await (const arrays of source.stream({ epoch: 0, index: 0, ordinal: 0 }, total)) {
    const { sums } = withLosses(
      model,
      arrays,
      () => inference,
      (losses) => {
        losses();
        return {};
      },
    );
    meter.add(sums, arrays.targets);
    done += 1;
    if (done === total) break;
    await nextTurn();
    if (signal?.aborted) return undefined;
  }
  return meter.values();
}
