import type { BatchArrays, RandomKey } from '@cloze/contracts';
import { ENCODER, RANDOM, type RunContainer } from '@cloze/registry';
import { dropoutMode, withLosses } from '@cloze/trainer';
import { FINETUNE_MODEL } from '../../../packages/cli/src/finetune/finetune-tokens.js';

/**
 * The keys of all dropout masks of a run, step by step, in the order in which a forward pass asks for them: with them another
 * implementation can draw the same masks.
 * @param batch any batch of the run
 */
export function dropoutKeys(run: RunContainer, batch: BatchArrays, steps: number): RandomKey[][] {
  const random = run.get(RANDOM);
  const { heads } = run.get(FINETUNE_MODEL);
  const objectives = heads.map(({ id, model }) => ({ id, weight: 1, model }));
  const asked: { readonly purpose: string; readonly site: string }[] = [];
  const keyOf = (step: number, { purpose, site }: (typeof asked)[number]) =>
    dropoutMode(random, step, 0)(purpose).dropoutKey(site);
  const modeOf = (purpose: string) => ({
    training: true as const,
    dropoutKey(site: string) {
      asked.push({ purpose, site });
      return keyOf(0, { purpose, site });
    },
  });
  withLosses({ encoder: run.get(ENCODER), objectives }, batch, modeOf, (losses) => {
    losses();
    return {};
  });
  return Array.from({ length: steps }, (_, step) => asked.map((one) => keyOf(step, one)));
}
