import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTextBlocks, trainWordPiece } from '@cloze/tokenizer';

/** How well a merge score's vocabulary spells text that it was not trained on. */
export interface Compression {
  readonly entries: number;
  readonly scores: readonly {
    readonly score: string;
    /** Tokens per word of the test part; a word is what the normaliser splits text into. */
    readonly tokensPerWord: number;
    /** Share of the test part's words that are one token. */
    readonly wholeWords: number;
  }[];
}

/** Trains on WikiText-2's training part by each score, and counts on its test part. */
export async function measureCompression(folder: string, entries: number): Promise<Compression> {
  const test = readFileSync(join(folder, 'test.txt'), 'utf8');
  const scores: Compression['scores'][number][] = [];
  for (const score of ['count', 'likelihood', 'ratio'] as const) {
    const text = readTextBlocks([join(folder, 'train.txt')]);
    const { ids, wordStarts } = (await trainWordPiece(text, { vocabularySize: entries, score })).tokenize(test);
    let words = 0;
    let whole = 0;
    wordStarts.forEach((starts, i) => {
      words += starts;
      if (starts === 1 && wordStarts[i + 1] !== 0) whole += 1;
    });
    scores.push({ score, tokensPerWord: ids.length / words, wholeWords: whole / words });
  }
  return { entries, scores };
}
