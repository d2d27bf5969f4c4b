import { ConfigError, nearestName } from '@cloze/contracts';
import type { Encoder } from '@cloze/contracts/tensor';
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
  // One record may have no value that all have, such as that of a type of entity.
  for (const some of [firsts, heads]) {
    const values = (await evaluateHeads(encoder, some))?.values ?? {};
    if (bestMetric in values) return;
    if (some === heads) throw unknownMetric(bestMetric, Object.keys(values));
  }
}

function unknownMetric(received: string, names: readonly string[]): ConfigError {
  const near = nearestName(received, names);
  return new ConfigError({
    what: 'An evaluation has no value of the name that checkpoints are compared by',
    where: 'training.bestMetric',
    received: JSON.stringify(received),
    allowed: names.join(', '),
    fix: near === undefined ? 'choose one of these' : `did you mean "${near}"?`,
  });
}
