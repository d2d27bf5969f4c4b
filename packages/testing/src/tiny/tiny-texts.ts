import { tinyCorpus } from './tiny-corpus.js';
import { tinyVocabulary } from './tiny-vocabulary.js';

/** The tiny corpus as plain text, a document each. */
export function tinyTexts(): string[] {
  const corpus = tinyCorpus();
  const vocabulary = tinyVocabulary();
  return [...corpus.documentStarts.subarray(1)].map((last, document) => {
    const lines: string[] = [];
    for (let sentence = corpus.documentStarts[document]; sentence < last; sentence += 1) {
      const { ids } = corpus.read(corpus.sentenceStarts[sentence], corpus.sentenceStarts[sentence + 1]);
      const words = Array.from(ids, (id) => vocabulary.token(id)!.replace(/^##/, '\b'));
      lines.push(`${words.join(' ').replaceAll(' \b', '')}.`);
    }
    return `${lines.join('\n')}\n`;
  });
}

/** Texts that tokenizers trip over: empty ones, accents in one and two code points, surrogate pairs, scripts without spaces, controls. */
export const awkwardTexts: readonly string[] = [
  '',
  ' ',
  'the cat sat on the mat.',
  'Caf\u00e9 cafe\u0301 na\u00efve \u0130stanbul',
  'e\u0301\u0301\u0301 \u0301alone',
  '\u6211\u7231\u5317\u4eac the \u6771\u4eac',
  '\ud55c\uad6d\uc5b4 \u0939\u093f\u0928\u094d\u0926\u0940 \u0627\u0644\u0639\u0631\u0628\u064a\u0629',
  'a \ud83d\udc1f\ud83e\uddd1\u200d\ud83d\ude80 fish',
  'tab\tline\nfeed\r\nnul\u0000 bell\u0007 bom\ufeff soft\u00adhyphen',
  'e.g. $3.50, (don\'t!) "quoted" -- \u2026 \u2014 \u00ab x \u00bb',
  '[CLS] [MASK] [SEP] in the text',
  'lone \ud800 surrogate',
  'x'.repeat(300),
  'the '.repeat(60),
];
