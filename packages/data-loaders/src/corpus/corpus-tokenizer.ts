import type { Tokenizer } from '@cloze/contracts';

/** What tokenising a corpus needs of a tokenizer. */
export type CorpusTokenizer = Pick<Tokenizer, 'vocabulary' | 'fingerprint' | 'tokenize'>;
