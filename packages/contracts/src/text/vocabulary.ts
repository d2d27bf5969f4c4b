/** The ids that BERT-style models give a meaning of their own. */
export interface SpecialIds {
  readonly pad: number;
  readonly unknown: number;
  readonly cls: number;
  readonly sep: number;
  readonly mask: number;
}

/** A vocabulary as plain data, fit for structured cloning to a worker. */
export interface VocabularyData {
  /** Every token by id; an empty string where an id has no token. */
  readonly tokens: readonly string[];
  readonly special: SpecialIds;
  /** Ids of all special and added special tokens, those of `special` included. */
  readonly specialIds: readonly number[];
  /** What marks a token that continues a word, such as `##`. */
  readonly continuationPrefix: string;
}

/** Tokens and their ids. */
export interface Vocabulary {
  /** Number of ids: one more than the largest. */
  readonly size: number;
  readonly special: SpecialIds;
  /** The token of an id; undefined outside [0, size). */
  token(id: number): string | undefined;
  /** The id of a token; undefined when absent. */
  id(token: string): number | undefined;
  isSpecial(id: number): boolean;
  /** True for tokens that continue a word (`##ing`). */
  continuesWord(id: number): boolean;
  toData(): VocabularyData;
}

/** Builds the look-ups of a vocabulary from its data. */
export function createVocabulary(data: VocabularyData): Vocabulary {
  const ids = new Map<string, number>();
  data.tokens.forEach((token, id) => {
    if (!ids.has(token)) ids.set(token, id);
  });
  const special = new Set(data.specialIds);
  const continues = (id: number) => {
    const token = data.tokens[id];
    return !special.has(id) && token !== undefined && isContinuation(token, data.continuationPrefix);
  };
  return {
    size: data.tokens.length,
    special: data.special,
    token: (id) => data.tokens[id],
    id: (token) => ids.get(token),
    isSpecial: (id) => special.has(id),
    continuesWord: continues,
    toData: () => data,
  };
}

function isContinuation(token: string, prefix: string): boolean {
  return prefix !== '' && token.length > prefix.length && token.startsWith(prefix);
}
