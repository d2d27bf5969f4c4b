import type { AnyPlugin } from '@cloze/contracts';
import { spanMasking } from './corruptions/span-masking.js';
import { tokenMasking } from './corruptions/token-masking.js';
import { causalLm } from './objectives/causal-lm.js';
import { mlm } from './objectives/mlm.js';
import { nsp } from './objectives/nsp.js';
import { sbo } from './objectives/sbo.js';
import { sop } from './objectives/sop.js';

/** The corruptions and objectives of this package, for a registry. */
export const pretrainingPlugins: readonly AnyPlugin[] = [tokenMasking, spanMasking, mlm, sbo, nsp, sop, causalLm];
