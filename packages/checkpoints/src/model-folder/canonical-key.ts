/** Parts of a BERT that saved without its heads has no `bert.` in front of. */
const BARE = /^(?:embeddings|encoder|pooler)\./;

/**
 * The name cloze gives to a key of a weight file: LayerNorm's `gamma` and `beta` (TensorFlow's names, in old folders) become `weight` and
 * `bias`, and the keys of a bare `BertModel` get their `bert.`.
 */
export function canonicalKey(key: string): string {
  const named = key.replace(/LayerNorm\.gamma$/, 'LayerNorm.weight').replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
  return BARE.test(named) ? `bert.${named}` : named;
}

/** Keys of second copies of a parameter, and the parameter: some folders hold them, most leave them out. */
export const TIED_COPIES: Readonly<Record<string, string>> = {
  'cls.predictions.decoder.weight': 'bert.embeddings.word_embeddings.weight',
  'cls.predictions.decoder.bias': 'cls.predictions.bias',
};

/** Keys that hold no weights: counters that old folders saved. */
export const BUFFERS: readonly string[] = ['bert.embeddings.position_ids', 'bert.embeddings.token_type_ids'];
