import { growFloat64 } from '../grow.js';
import { AlignedText } from '../text/aligned-text.js';
import type { BertNormalizer } from '../text/bert-normalizer.js';
import { chunkClasses } from '../text/chunk-classes.js';
import { ChunkScanner, END } from '../text/chunk-scanner.js';
import { ChunkTable } from '../text/chunk-table.js';
import { forEachWord } from '../text/words.js';

/**
 * Counts words. Text is counted as chunks of original code units, and only distinct chunks are normalised, at the end: memory and
 * most of the work grow with the number of distinct words.
 */
export class WordCounter {
  private readonly scanner: ChunkScanner;
  private readonly chunks = new ChunkTable();
  private counts = new Float64Array(1024); // [chunks]

  constructor(private readonly normalizer: BertNormalizer) {
    this.scanner = new ChunkScanner(chunkClasses(normalizer));
  }

  /** Counts the words of a text; words do not reach over into the next. */
  add(text: string): void {
    const { scanner, chunks } = this;
    scanner.load(text);
    const { units } = scanner.text;
    while (scanner.next() !== END) {
      const { start, end, hash } = scanner;
      let chunk = chunks.find(units, start, end, hash);
      if (chunk < 0) {
        chunk = chunks.add(units, start, end, hash);
        if (chunk === this.counts.length) this.counts = growFloat64(this.counts, chunk + 1);
      }
      this.counts[chunk] += 1;
    }
  }

  /** The words in normal form with how often each occurred. */
  words(): Map<string, number> {
    const words = new Map<string, number>();
    const text = new AlignedText();
    for (let chunk = 0; chunk < this.chunks.size; chunk += 1) {
      const units = this.chunks.units(chunk);
      text.clear();
      this.normalizer.normalize(units, 0, units.length, text);
      forEachWord(text, 0, text.length, (from, to) => {
        const word = text.slice(from, to);
        words.set(word, (words.get(word) ?? 0) + this.counts[chunk]);
      });
    }
    return words;
  }
}
