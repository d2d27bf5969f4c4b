import { createVocabulary } from '@cloze/contracts';
import type { CorpusTokenizer } from '../corpus/corpus-tokenizer.js';

const SPECIAL = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const LETTERS = Array.from({ length: 26 }, (_, i) => String.fromCharCode(97 + i));

/**
 * A tokenizer for tests: lower-cases, splits at white space, and cuts a word into its first letter and one `##` piece for each
 * pair of letters after it; anything but letters is `[UNK]`. Vocabulary: 5 special tokens, letters, `##` letters and pairs.
 * @param extra entries added to the vocabulary, to make it larger
 */
export function pieceTokenizer(extra = 0): CorpusTokenizer {
  const pairs = LETTERS.flatMap((a) => ['', ...LETTERS].map((b) => `##${a}${b}`));
  const unused = Array.from({ length: extra }, (_, i) => `[unused${i}]`);
  const vocabulary = createVocabulary({
    tokens: [...SPECIAL, ...LETTERS, ...pairs, ...unused],
    special: { pad: 0, unknown: 1, cls: 2, sep: 3, mask: 4 },
    specialIds: [0, 1, 2, 3, 4],
    continuationPrefix: '##',
  });
  const piecesOf = (word: string) => [
    word.slice(0, 1),
    ...(word.slice(1).match(/..?/gs) ?? []).map((pair) => `##${pair}`),
  ];
  return {
    vocabulary,
    fingerprint: `pieces-1-${extra}`,
    tokenize(text) {
      const words = text.toLowerCase().split(/\s+/).filter(Boolean).map(piecesOf);
      return {
        ids: Int32Array.from(words.flat(), (piece) => vocabulary.id(piece) ?? 1),
        wordStarts: Uint8Array.from(words.flatMap((pieces) => pieces.map((_, i) => (i === 0 ? 1 : 0)))),
      };
    },
  };
}
