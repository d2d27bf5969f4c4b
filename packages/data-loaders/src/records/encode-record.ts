import {
  ConfigError,
  DataError,
  sourcePlace,
  untouchedView,
  type EncodedRecord,
  type TaskRecord,
  type Tokenizer,
} from '@cloze/contracts';
import { keptLengths } from './kept-lengths.js';
import { cutWindow, planWindows, type RecordWindow } from './plan-windows.js';
import { tokenizeRecordText, tokenizeText, type SideTokens } from './side-tokens.js';

/** How records become input. */
export interface EncodeRecordOptions {
  /** Most tokens of a window, special tokens included. */
  readonly maxLength: number;
  /** What becomes of a longer record: an error, its first tokens, or several windows. */
  readonly tooLong: 'error' | 'cut' | 'windows';
  /** Most tokens that neighbouring windows share; none by default. */
  readonly stride?: number;
}

/**
 * Encodes a record: `[CLS] text [SEP]`, `[CLS] text [SEP] pair [SEP]` or `[CLS] question [SEP] context [SEP]`, the last two with
 * segments 0 and 1. Words are those given, or those that the tokenizer finds in the text.
 *
 * Cut, a text keeps its first tokens, a pair loses from its longer side first, and a question keeps its place while the context is
 * cut. Windows go over the text (the context, for a question) with the other side in full in each; where both are
 * long, that side is cut to half of the room.
 * @param onCut called where `cut` cuts the record
 * @throws DataError naming file and line, where the record is longer than `maxLength` and that is an error
 * @throws ConfigError where `maxLength` leaves no room, or `stride` is as long as a window
 */
export function encodeRecord<R extends TaskRecord>(
  record: R,
  tokenizer: Tokenizer,
  options: EncodeRecordOptions,
  onCut: () => void = () => {},
): EncodedRecord<R>[] {
  const { special } = tokenizer.vocabulary;
  const text = tokenizeRecordText(record, tokenizer);
  const beside = companionOf(record);
  const companion = beside === undefined ? undefined : tokenizeText(beside, tokenizer);
  const textSide = record.kind === 'question' ? 1 : 0;
  const { companionTokens, windows } = layOut(record, text, companion, options, onCut);
  const isCut = windows[windows.length - 1].to < text.ids.length;
  return windows.map((window, index) => {
    const main = { tokens: text, from: window.from, to: window.to };
    const other = companion && { tokens: companion, from: 0, to: companionTokens };
    const sides = other === undefined ? [main] : textSide === 0 ? [main, other] : [other, main];
    const rows = assemble(sides, special);
    const shift = (textSide === 0 ? 1 : 2 + companionTokens) - window.from;
    const wordTokens = text.wordStarts.slice(window.firstWord, window.lastWord + 1);
    wordTokens[wordTokens.length - 1] = window.to;
    return {
      record,
      view: untouchedView(rows),
      offsets: rows.offsets,
      sides: rows.sides,
      wordTokens: wordTokens.map((token) => token + shift),
      firstWord: window.firstWord,
      ownWords: { from: window.own.from - window.firstWord, to: window.own.to - window.firstWord },
      window: { index, count: windows.length },
      ...(isCut && { isCut }),
    };
  });
}

/** The text that stands beside the one with the words. */
function companionOf(record: TaskRecord): string | undefined {
  if (record.kind === 'question') return record.question;
  return 'pair' in record ? record.pair : undefined;
}

interface Layout {
  /** Tokens kept of the other side. */
  readonly companionTokens: number;
  readonly windows: readonly RecordWindow[];
}

function layOut(
  record: TaskRecord,
  text: SideTokens,
  companion: SideTokens | undefined,
  { maxLength, tooLong, stride = 0 }: EncodeRecordOptions,
  onCut: () => void,
): Layout {
  const added = companion === undefined ? 2 : 3;
  const room = maxLength - added;
  const [length, beside] = [text.ids.length, companion?.ids.length ?? 0];
  if (length + beside <= room) return { companionTokens: beside, windows: [cutWindow(text.wordStarts, length)] };
  if (tooLong === 'error') throw tooLongError(record, length + beside + added, maxLength);
  // One token of each side at least, or there is nothing to look at.
  if (room < added - 1) throw noRoom(maxLength, 2 * added - 1);
  if (tooLong === 'cut') onCut();
  if (tooLong === 'cut' && record.kind !== 'question') {
    const [kept, keptBeside] = keptLengths(length, beside, room);
    return { companionTokens: keptBeside, windows: [cutWindow(text.wordStarts, kept)] };
  }
  const companionTokens = Math.min(beside, Math.max(Math.floor(room / 2), room - length));
  const left = room - companionTokens;
  if (tooLong === 'cut' || length <= left) {
    return { companionTokens, windows: [cutWindow(text.wordStarts, Math.min(length, left))] };
  }
  if (stride >= left) throw strideTooLong(record, stride, left);
  return { companionTokens, windows: planWindows(text.wordStarts, left, stride) };
}

interface Stretch {
  readonly tokens: SideTokens;
  readonly from: number;
  readonly to: number;
}

/** Lays the sides out between special tokens. */
function assemble(sides: readonly Stretch[], special: { readonly cls: number; readonly sep: number }) {
  const length = sides.reduce((sum, { from, to }) => sum + to - from + 1, 1);
  const rows = {
    inputIds: new Int32Array(length),
    segmentIds: new Int32Array(length),
    special: new Uint8Array(length),
    wordStarts: new Uint8Array(length),
    offsets: new Int32Array(length * 2),
    sides: new Int8Array(length),
  };
  let at = 0;
  const putSpecial = (id: number, segment: number) => {
    rows.inputIds[at] = id;
    rows.segmentIds[at] = segment;
    rows.special[at] = 1;
    rows.sides[at] = -1;
    at += 1;
  };
  putSpecial(special.cls, 0);
  sides.forEach(({ tokens, from, to }, side) => {
    rows.inputIds.set(tokens.ids.subarray(from, to), at);
    rows.offsets.set(tokens.offsets.subarray(2 * from, 2 * to), 2 * at);
    rows.segmentIds.fill(side, at, at + to - from);
    rows.sides.fill(side, at, at + to - from);
    for (const start of tokens.wordStarts) if (start >= from && start < to) rows.wordStarts[at + start - from] = 1;
    at += to - from;
    putSpecial(special.sep, side);
  });
  return rows;
}

function tooLongError(record: TaskRecord, tokens: number, maxLength: number): DataError {
  return new DataError({
    what: 'A record is longer than the input may be',
    where: sourcePlace(record.source),
    received: `${tokens} tokens, special tokens included`,
    allowed: `up to ${maxLength}`,
    fix: 'raise the largest length (up to what the model has positions for), or have longer records cut or split into windows',
  });
}

function noRoom(maxLength: number, least: number): ConfigError {
  return new ConfigError({
    what: 'The largest length leaves no room for text beside the special tokens',
    where: 'maxLength',
    received: String(maxLength),
    allowed: `${least} or more`,
  });
}

function strideTooLong(record: TaskRecord, stride: number, room: number): ConfigError {
  return new ConfigError({
    what: 'Windows cannot overlap by their whole length',
    where: `stride, for ${sourcePlace(record.source)}`,
    received: `${stride}, with room for ${room} tokens of the text in a window`,
    allowed: `0 to ${room - 1}`,
    fix: 'use a smaller stride or a larger maxLength',
  });
}
