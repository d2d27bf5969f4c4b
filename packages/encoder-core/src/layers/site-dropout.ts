import type { Dropout } from '@cloze/backend';
import type { Mode } from '@cloze/contracts/tensor';

/** Dropout at a named site under a mode: none outside training and at rate 0. */
export function siteDropout(mode: Mode, site: string, rate: number): Dropout | undefined {
  return mode.training && rate > 0 ? { rate, key: mode.dropoutKey(site) } : undefined;
}
