import type { Encoding, Vocabulary } from '@cloze/contracts';
import type { TemplateItem } from './template.js';
import { RECORD, type TokenBuffer } from './token-buffer.js';
import { PADDING_RUN, type Run, SPECIAL_RUN, TokenEncoding } from './token-encoding.js';
import type { Window } from './windows.js';

/** How an encoding is filled up. */
export interface Padding {
  /** Total number of tokens wanted. */
  readonly length: number;
  readonly onLeft: boolean;
  readonly id: number;
}

/** Puts one window of each side into the template, and pads. */
export function assemble(
  vocabulary: Vocabulary,
  template: readonly TemplateItem[],
  sides: readonly TokenBuffer[],
  windows: readonly Window[],
  padding: Padding | undefined,
  overflowing: readonly Encoding[],
): TokenEncoding {
  const runs: Run[] = template.map((item) =>
    item.kind === 'special'
      ? { side: SPECIAL_RUN, typeId: item.typeId, length: 1 }
      : { side: item.side, typeId: item.typeId, length: windows[item.side].to - windows[item.side].from },
  );
  let length = 0;
  for (const run of runs) length += run.length;
  const missing = padding === undefined ? 0 : Math.max(0, padding.length - length);
  const data = new Int32Array((length + missing) * 4);
  const encoding = { data, tokens: length + missing };
  let at = padding?.onLeft === true ? missing : 0;
  if (padding !== undefined && missing > 0) {
    const run = { side: PADDING_RUN, typeId: 0, length: missing };
    if (padding.onLeft) runs.unshift(run);
    else runs.push(run);
    const start = padding.onLeft ? 0 : length;
    for (let i = start; i < start + missing; i += 1) putSpecial(encoding, i, padding.id);
  }
  for (const item of template) {
    if (item.kind === 'special') putSpecial(encoding, at++, item.id);
    else at = putTokens(encoding, at, sides[item.side], windows[item.side]);
  }
  return new TokenEncoding(data, runs, vocabulary, overflowing);
}

/** Ids, offsets and word ids of an encoding being filled, in one array [tokens * 4]. */
interface Target {
  readonly data: Int32Array;
  readonly tokens: number;
}

function putSpecial({ data, tokens }: Target, at: number, id: number): void {
  data[at] = id;
  data[tokens * 3 + at] = -1;
}

function putTokens({ data, tokens }: Target, start: number, side: TokenBuffer, window: Window): number {
  const { records } = side;
  const wordIds = tokens * 3;
  let at = start;
  let offset = tokens + start * 2;
  for (let from = window.from * RECORD; from < window.to * RECORD; from += RECORD) {
    data[at] = records[from];
    data[offset] = records[from + 1];
    data[offset + 1] = records[from + 2];
    data[wordIds + at] = records[from + 3];
    at += 1;
    offset += 2;
  }
  return at;
}
