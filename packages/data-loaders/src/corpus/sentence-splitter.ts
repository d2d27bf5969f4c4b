import { cutBefore } from '../datasets/cut-before.js';

/**
 * Characters segmented at once. The segmenter takes time quadratic in the length of its text, which shows above some 10,000
 * characters.
 */
const WINDOW = 8192;

/** Splits text into sentences by the rules of Unicode and of a language. */
export class SentenceSplitter {
  readonly #segmenter: Intl.Segmenter;

  /** @param locale language of the text (BCP 47) */
  constructor(locale: string) {
    this.#segmenter = new Intl.Segmenter(locale, { granularity: 'sentence' });
  }

  /**
   * Sentences in order; none goes beyond a line. White space between two of them opens the second, so that tokenizers to which a
   * space before a word matters see it; what is nothing but white space is left out.
   */
  *split(text: string): Generator<string> {
    for (const paragraph of text.split('\n')) yield* this.#paragraph(paragraph);
  }

  *#paragraph(paragraph: string): Generator<string> {
    let start = 0;
    for (const end of this.#ends(paragraph)) {
      const sentence = paragraph.slice(start, end).trimEnd();
      if (sentence.trim() === '') continue;
      yield sentence;
      start += sentence.length;
    }
  }

  /** Ends of the sentences. A long paragraph is segmented in windows, each from the start of the last one's unfinished sentence. */
  *#ends(paragraph: string): Generator<number> {
    let start = 0;
    while (start < paragraph.length) {
      const window = paragraph.slice(start, start + WINDOW);
      const isLast = start + WINDOW >= paragraph.length;
      let lastStart = 0;
      for (const { index } of this.#segmenter.segment(window)) {
        if (index > 0) yield start + index;
        lastStart = index;
      }
      if (isLast) yield paragraph.length;
      else if (lastStart === 0) {
        // No sentence ends within the window: cut it between words.
        lastStart = cutBefore(window, window.length - 1);
        yield start + lastStart;
      }
      start = isLast ? paragraph.length : start + lastStart;
    }
  }
}
