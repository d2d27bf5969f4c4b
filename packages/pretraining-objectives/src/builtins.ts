import type { AnyPlugin } from '@cloze/contracts';
import { tokenMasking } from './corruptions/token-masking.js';
import { mlm } from './objectives/mlm.js';
import { nsp } from './objectives/nsp.js';
import { sop } from './objectives/sop.js';

/** The corruptions and objectives of this package, for a registry. */
export const pretrainingPlugins: readonly AnyPlugin[] = [tokenMasking, mlm, nsp, sop];
