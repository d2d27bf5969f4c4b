import type { Encoder } from '@cloze/contracts/tensor';
import { evaluateHeads, type EvaluatedHead } from './evaluate-heads.js';

/**
 * Scores the first record of every head, so that a metric that does not fit is told before the first step and not after an epoch.
 * @throws whatever a metric throws, such as PluginError
 */
export async function checkMetrics(encoder: Pick<Encoder, 'encode'>, heads: readonly EvaluatedHead[]): Promise<void> {
  await evaluateHeads(
    encoder,
    heads.map((head) => {
      const [{ window }] = head.windows;
      return { ...head, records: head.records.slice(0, 1), windows: head.windows.slice(0, window.count) };
    }),
  );
}
