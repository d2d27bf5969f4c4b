import type { KeyedRandom } from '@cloze/contracts';
import type { Mode } from '@cloze/contracts/tensor';

/** Training with dropout, for a purpose, a stable name. */
export type TrainingModeOf = (purpose: string) => Extract<Mode, { readonly training: true }>;

/** The modes of a batch of a step: dropout is a pure function of seed, step, batch within the step, purpose and site. */
export function dropoutMode(random: KeyedRandom, step: number, batch: number): TrainingModeOf {
  return (purpose) => ({
    training: true,
    dropoutKey: (site) => random.key(`dropout/${purpose}/${site}`, step, batch),
  });
}
