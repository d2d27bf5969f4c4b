import type { EncoderSizes } from '@cloze/contracts/tensor';
import type { FinetuneConfig } from './finetune-sections.js';

/** Most tokens of an example, and tokens that windows of a longer one share. */
export interface InputLimits {
  readonly maxLength: number;
  readonly stride: number;
}

/** The limits that a config sets; by default the encoder's, and windows that share a quarter of it. */
export function inputLimits(
  { maxLength, stride }: Pick<FinetuneConfig['data'], 'maxLength' | 'stride'>,
  { maxPositions }: Pick<EncoderSizes, 'maxPositions'>,
): InputLimits {
  const length = maxLength ?? maxPositions;
  return { maxLength: length, stride: stride ?? Math.floor(length / 4) };
}
