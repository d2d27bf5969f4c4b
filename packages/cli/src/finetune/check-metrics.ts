import type { Encoder } from '@cloze/contracts/tensor';
import { unknownMetric } from '@cloze/trainer';
import { evaluateHeads, type EvaluatedHead } from './evaluate-heads.js';

/**
 * Scores the first record of every head, so that a metric that does not fit, or a `bestMetric` that no evaluation has, is told before the first
 * step and not after an epoch.
 * @throws whatever a metric throws, such as PluginError; ConfigError where `bestMetric` is none of the values
 */
export async function checkMetrics(
  encoder: Pick<Encoder, 'encode'>,
  heads: readonly EvaluatedHead[],
  bestMetric: string,
): Promise<void> {
  const firsts = heads.map((head) => {
    const [{ window }] = head.windows;
    return { ...head, records: head.records.slice(0, 1), windows: head.windows.slice(0, window.count) };
  });
  const namesOf = async (some: typeof heads) => Object.keys((await evaluateHeads(encoder, some))?.values ?? {});
  // One record may have no value that all have, such as that of a type of entity.
  if ((await namesOf(firsts)).includes(bestMetric)) return;
  const names = await namesOf(heads);
  if (!names.includes(bestMetric)) throw unknownMetric(bestMetric, names);
}
