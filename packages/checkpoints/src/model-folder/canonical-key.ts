/** Parts of an encoder that was saved without its heads and has no `bert.` in front of them. */
const BARE = /^(?:embeddings|embeddings_project|encoder|pooler)\./;

const ELECTRA = 'electra.';

/**
 * The name cloze gives to a key of a weight file: LayerNorm's `gamma` and `beta` (TensorFlow's names, in old folders) become `weight` and
 * `bias`, and the keys of a bare `BertModel` or of an ELECTRA start with `bert.`.
 */
export function canonicalKey(key: string): string {
  const named = key.replace(/LayerNorm\.gamma$/, 'LayerNorm.weight').replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
  if (named.startsWith(ELECTRA)) return `bert.${named.slice(ELECTRA.length)}`;
  return BARE.test(named) ? `bert.${named}` : named;
}

/** The key of transformers for one of cloze's names, in a folder with this `config.json`. */
export function transformersKey(name: string, config: Readonly<Record<string, unknown>>): string {
  return config['model_type'] === 'electra' ? name.replace(/^bert\./, ELECTRA) : name;
}

/** Keys of second copies of a parameter, and the parameter: some folders hold them, most leave them out. */
export const TIED_COPIES: ReadonlyMap<string, string> = new Map([
  ['cls.predictions.decoder.weight', 'bert.embeddings.word_embeddings.weight'],
  ['cls.predictions.decoder.bias', 'cls.predictions.bias'],
  ['generator_lm_head.weight', 'bert.embeddings.word_embeddings.weight'],
]);

/** Keys that hold no weights: counters that old folders saved. */
export const BUFFERS: readonly string[] = ['bert.embeddings.position_ids', 'bert.embeddings.token_type_ids'];
