import { gatherRows, scatterAddRows } from '@cloze/backend';
import type { EncodedRecord, NamedArrays } from '@cloze/contracts';
import type { NamedTensors } from '@cloze/contracts/tensor';
import { mul, reshape, tidy, type Tensor1D, type Tensor2D } from '@tensorflow/tfjs-core';
import { windowStarts } from './window-starts.js';
import { tokensOfWord } from './word-offsets.js';

/** How a word's vector follows from its subwords'. */
export type WordPooling = 'first' | 'mean';

/**
 * Which rows of a batch make each word's vector: int32 `wordRows` and, for the mean, int32 `wordOfRow` and float32 `wordShares` (one over the
 * number of subwords), of some words of each window in order.
 * @param wordsOf words [from, to) of a window
 */
export function wordPoolingArrays(
  windows: readonly EncodedRecord[],
  pooling: WordPooling,
  wordsOf: (window: EncodedRecord) => { readonly from: number; readonly to: number },
): NamedArrays {
  const starts = windowStarts(windows);
  const rows: number[] = [];
  const words: number[] = [];
  const shares: number[] = [];
  windows.forEach((window, i) => {
    const { from, to } = wordsOf(window);
    for (let word = from; word < to; word += 1) {
      const [first, last] = tokensOfWord(window, word);
      const end = pooling === 'first' ? first + 1 : last;
      for (let token = first; token < end; token += 1) {
        rows.push(starts[i] + token);
        words.push(shares.length);
      }
      shares.push(1 / (end - first));
    }
  });
  const wordRows = Int32Array.from(rows);
  if (pooling === 'first') return { wordRows };
  return { wordRows, wordOfRow: Int32Array.from(words), wordShares: Float32Array.from(shares) };
}

/**
 * Vectors of words from hidden states of tokens, by the arrays of {@link wordPoolingArrays}.
 * @param hidden [tokens, hidden]
 * @returns [words, hidden]
 */
export function poolWords(hidden: Tensor2D, arrays: NamedTensors): Tensor2D {
  const rows = arrays['wordRows'] as Tensor1D;
  const { wordOfRow, wordShares } = arrays as { readonly wordOfRow?: Tensor1D; readonly wordShares?: Tensor1D };
  if (wordOfRow === undefined || wordShares === undefined) return gatherRows(hidden, rows);
  return tidy(() => {
    const sums = scatterAddRows(gatherRows(hidden, rows), wordOfRow, wordShares.shape[0]); // [words, hidden]
    return mul(sums, reshape(wordShares, [-1, 1]));
  });
}
