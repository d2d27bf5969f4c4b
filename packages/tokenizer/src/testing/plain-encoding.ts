import type { Encoding } from '@cloze/contracts';

/** An encoding as plain lists, with `null` where there is no word or side: as Hugging Face prints it. */
export function plainEncoding(encoding: Encoding) {
  const orNull = (values: ArrayLike<number>) => Array.from(values, (value) => (value < 0 ? null : value));
  return {
    ids: [...encoding.ids],
    type_ids: [...encoding.typeIds],
    attention_mask: [...encoding.attentionMask],
    special_tokens_mask: [...encoding.specialTokensMask],
    offsets: Array.from(encoding.ids, (_, token) => [encoding.offsets[token * 2], encoding.offsets[token * 2 + 1]]),
    word_ids: orNull(encoding.wordIds),
    sequence_ids: orNull(encoding.sequenceIds),
  };
}
