import type { BatchArrays, RandomKey } from '@cloze/contracts';
import { ENCODER, RANDOM, type RunContainer } from '@cloze/registry';
import { withLosses } from '@cloze/trainer';
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
  const names: string[] = [];
  // As the trainer names them.
  const modeOf: Parameters<typeof withLosses>[2] = (purpose) => ({
    training: true,
    dropoutKey(site) {
      const name = `dropout/${purpose}/${site}`;
      names.push(name);
      return random.key(name, 0, 0);
    },
  });
  withLosses({ encoder: run.get(ENCODER), objectives }, batch, modeOf, (losses) => {
    losses();
    return {};
  });
  return Array.from({ length: steps }, (_, step) => names.map((name) => random.key(name, step, 0)));
}
