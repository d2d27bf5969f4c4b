import type { GeluForm } from '@cloze/backend';
import type { EncoderSizes } from '@cloze/contracts/tensor';

/** The form of GELU behind Hugging Face's name of an activation. */
export function geluForm(activation: EncoderSizes['activation']): GeluForm {
  return activation === 'gelu' ? 'erf' : 'tanh';
}
