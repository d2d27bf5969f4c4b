import { untouchedView, type EncodedRecord, type TaskRecord, type Vocabulary } from '@cloze/contracts';
import { tinyVocabulary } from './tiny-vocabulary.js';

interface Row {
  readonly id: number;
  /** 0 or 1, -1 for special tokens. */
  readonly side: number;
  readonly segment: number;
  readonly start: number;
  readonly end: number;
  readonly wordStart: number;
}

/**
 * A record as data-loaders would encode it, in one window over the tiny vocabulary: `[CLS] text [SEP]`, `[CLS] text [SEP] pair [SEP]`,
 * or `[CLS] question [SEP] text [SEP]`. Words end at white space, and become the longest tokens that fit.
 */
export function encodeTinyRecord<R extends TaskRecord>(record: R): EncodedRecord<R> {
  const vocabulary = tinyVocabulary();
  const { cls, sep } = vocabulary.special;
  const special = (id: number, segment: number): Row => ({ id, side: -1, segment, start: 0, end: 0, wordStart: 0 });
  const textSide = record.kind === 'question' ? 1 : 0;
  const rows: Row[] = [special(cls, 0)];
  sidesOf(record).forEach((text, side) => {
    const offsets = side === textSide ? record.wordOffsets : undefined;
    for (const word of wordsOf(text, offsets)) rows.push(...tokensOf(word, side, vocabulary));
    rows.push(special(sep, side));
  });
  const wordTokens = [...rows.keys()].filter((i) => rows[i].side === textSide && rows[i].wordStart === 1);
  return {
    record,
    view: untouchedView({
      inputIds: Int32Array.from(rows, ({ id }) => id),
      segmentIds: Int32Array.from(rows, ({ segment }) => segment),
      special: Uint8Array.from(rows, ({ side }) => +(side < 0)),
      wordStarts: Uint8Array.from(rows, ({ wordStart }) => wordStart),
    }),
    offsets: Int32Array.from(rows.flatMap(({ start, end }) => [start, end])),
    sides: Int8Array.from(rows, ({ side }) => side),
    wordTokens: Int32Array.of(...wordTokens, rows.findLastIndex(({ side }) => side === textSide) + 1),
    firstWord: 0,
    ownWords: { from: 0, to: wordTokens.length },
    window: { index: 0, count: 1 },
  };
}

function sidesOf(record: TaskRecord): string[] {
  if (record.kind === 'question') return [record.question, record.text];
  return 'pair' in record && record.pair !== undefined ? [record.text, record.pair] : [record.text];
}

interface Word {
  readonly text: string;
  readonly start: number;
}

function wordsOf(text: string, offsets?: readonly number[]): Word[] {
  if (offsets === undefined)
    return Array.from(text.matchAll(/\S+/g), (match) => ({ text: match[0], start: match.index }));
  const words: Word[] = [];
  for (let i = 0; i < offsets.length; i += 2)
    words.push({ text: text.slice(offsets[i], offsets[i + 1]), start: offsets[i] });
  return words;
}

function tokensOf({ text, start }: Word, side: number, vocabulary: Vocabulary): Row[] {
  const rows: Row[] = [];
  for (let from = 0; from < text.length;) {
    let to = text.length;
    const id = () => vocabulary.id((from > 0 ? '##' : '') + text.slice(from, to).toLowerCase());
    while (to > from && id() === undefined) to -= 1;
    const found = id();
    if (found === undefined) {
      const whole = { id: vocabulary.special.unknown, start, end: start + text.length, wordStart: 1 };
      return [{ ...whole, side, segment: side }];
    }
    rows.push({ id: found, side, segment: side, start: start + from, end: start + to, wordStart: +(from === 0) });
    from = to;
  }
  return rows;
}
