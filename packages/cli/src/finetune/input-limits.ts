import { ConfigError } from '@cloze/contracts';
import type { EncoderSizes } from '@cloze/contracts/tensor';
import type { FinetuneConfig } from './finetune-sections.js';

/** Most tokens of an example, and tokens that windows of a longer one share. */
export interface InputLimits {
  readonly maxLength: number;
  readonly stride: number;
}

/**
 * The limits that a config sets; by default the encoder's, and windows that share a quarter of it.
 * @throws ConfigError for examples that may be longer than the encoder takes
 */
export function inputLimits(
  { maxLength, stride }: Pick<FinetuneConfig['data'], 'maxLength' | 'stride'>,
  { maxPositions }: Pick<EncoderSizes, 'maxPositions'>,
): InputLimits {
  const length = maxLength ?? maxPositions;
  if (length > maxPositions) {
    throw new ConfigError({
      what: 'Examples may be longer than the encoder takes',
      where: 'data.maxLength',
      received: `${length} tokens`,
      allowed: `at most ${maxPositions}, the positions of the encoder`,
      fix: 'lower data.maxLength and say in data.tooLong what becomes of longer records, or raise encoder.maxPositions for a new encoder',
    });
  }
  return { maxLength: length, stride: stride ?? Math.floor(length / 4) };
}
