import type { Tokenizer } from '@cloze/contracts';
import type { Encoder } from '@cloze/contracts/tensor';

/** What embeds text: a tokenizer and an encoder that belong together, such as a loaded model. */
export interface EmbeddingModel {
  readonly tokenizer: Pick<Tokenizer, 'encode' | 'vocabulary'>;
  readonly encoder: Pick<Encoder, 'encode' | 'sizes' | 'wordEmbeddings'>;
}
