import { describe, expect, it } from 'vitest';
import { createLabelSet, type EncodedRecord } from '../records/encoded-record.js';
import { untouchedView } from '../batch/view.js';
import type { ClassificationRecord } from '../records/task-record.js';
import { joinWindows } from './join-windows.js';

const labels = createLabelSet([]);

function windowsOf(text: string, count: number): EncodedRecord<ClassificationRecord>[] {
  const empty = { inputIds: new Int32Array(0), segmentIds: new Int32Array(0) };
  return Array.from({ length: count }, (_, index) => ({
    record: { kind: 'classification', text, source: { file: 'texts.csv', line: 3 } },
    view: untouchedView({ ...empty, special: new Uint8Array(0), wordStarts: new Uint8Array(0) }),
    offsets: new Int32Array(0),
    sides: new Int8Array(0),
    wordTokens: Int32Array.of(0),
    firstWord: 0,
    ownWords: { from: 0, to: 0 },
    window: { index, count },
  }));
}

describe('joinWindows', () => {
  const name = 'joining.v1' as const;
  const windows = [...windowsOf('long', 3), ...windowsOf('short', 1), ...windowsOf('longer', 2)];

  it('gives each record what the head makes of its windows', () => {
    const merge = (_options: unknown, decoded: readonly number[], own: readonly EncodedRecord[]) =>
      `${own[0].record.text} ${decoded.join('+')}`;
    const joined = joinWindows({ name, merge }, {}, [1, 2, 3, 4, 5, 6], windows, labels);
    expect(joined).toEqual(['long 1+2+3', 'short 4', 'longer 5+6']);
  });

  it('takes the prediction of a record of one window as it is', () => {
    expect(joinWindows({ name }, {}, ['a', 'b'], [...windowsOf('x', 1), ...windowsOf('y', 1)], labels)).toEqual([
      'a',
      'b',
    ]);
  });

  it('refuses several windows where the head cannot join them', () => {
    expect(() => joinWindows({ name }, {}, ['a', 'b'], windowsOf('x', 2), labels)).toThrow(
      [
        '"joining.v1" cannot join the windows of a long record',
        '  where: texts.csv:3',
        '  received: 2 windows',
        '  allowed: 1',
        '  fix: cut long records instead, or give the head a `merge`',
      ].join('\n'),
    );
  });

  it('refuses an incomplete record', () => {
    expect(() => joinWindows({ name }, {}, ['a', 'b'], windowsOf('x', 3).slice(1), labels)).toThrow(
      [
        '"joining.v1" was given an incomplete record',
        '  where: texts.csv:3',
        '  received: windows 1, 2',
        '  allowed: 0 to 2, in order',
      ].join('\n'),
    );
  });
});
