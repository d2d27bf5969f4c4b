import type { AnyPlugin } from '@cloze/contracts';
import { deleteTokens } from './corruptions/delete.js';
import { insert } from './corruptions/insert.js';
import { reorder } from './corruptions/reorder.js';
import { replace } from './corruptions/replace.js';
import { spanMasking } from './corruptions/span-masking.js';
import { tokenMasking } from './corruptions/token-masking.js';
import { causalLm } from './objectives/causal-lm.js';
import { denoising } from './objectives/denoising.js';
import { mlm } from './objectives/mlm.js';
import { nsp } from './objectives/nsp.js';
import { rtd } from './objectives/rtd.js';
import { sbo } from './objectives/sbo.js';
import { sop } from './objectives/sop.js';

/** The corruptions and objectives of this package, for a registry. */
export const pretrainingPlugins: readonly AnyPlugin[] = [
  tokenMasking,
  spanMasking,
  replace,
  reorder,
  deleteTokens,
  insert,
  mlm,
  sbo,
  nsp,
  sop,
  causalLm,
  denoising,
  rtd,
];
