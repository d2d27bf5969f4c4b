import { createVocabulary, TokenAction, untouchedView, type Example, type View } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { exampleTable, type ObjectiveTargets } from './example-table.js';

const WORDS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'the', 'cat', 'sat', 'on', 'a', 'mat'];
const vocabulary = createVocabulary({
  tokens: WORDS,
  special: { pad: 0, unknown: 1, cls: 2, sep: 3, mask: 4 },
  specialIds: [0, 1, 2, 3, 4],
  continuationPrefix: '##',
});
const viewOf = (text: string): View => {
  const inputIds = Int32Array.from(text.split(' '), (word) => WORDS.indexOf(word));
  const flags = { special: new Uint8Array(inputIds.length), wordStarts: new Uint8Array(inputIds.length) };
  return untouchedView({ inputIds, segmentIds: new Int32Array(inputIds.length), ...flags });
};
const exampleOf = (original: string, corrupted = original, change: Partial<View> = {}): Example => ({
  epoch: 0,
  index: 0,
  original: viewOf(original),
  corrupted: { ...viewOf(corrupted), ...change },
  labels: {},
});
const { none, masked, replaced, kept, moved, inserted } = TokenAction;
const table = (example: Example, objectives: readonly ObjectiveTargets[] = [], width = 100) =>
  exampleTable(example, objectives, vocabulary, width);

describe('exampleTable', () => {
  it('puts the original under what was changed, spans below it, and each objective’s answers where it is asked', () => {
    const example = exampleOf('[CLS] the cat sat on a mat [SEP]', '[CLS] [MASK] on sat on a [MASK] [SEP]', {
      actions: Uint8Array.of(none, masked, replaced, kept, none, none, masked, none),
      spans: Int32Array.of(1, 4, 6, 7),
    });
    const mlm = {
      id: 'mlm',
      views: ['corrupted'],
      targets: [1, 2, 3, 6].map((position) => ({ position, answer: 'x' })),
    };
    const pair = { id: 'nsp', views: ['corrupted'], targets: [{ answer: 'is next' }] };
    expect(table(example, [mlm, pair] as ObjectiveTargets[])).toEqual([
      'text      [CLS]  [MASK]  on   sat   on  a  [MASK]  [SEP]',
      'original         the     cat  =sat         mat',
      'spans            [1      1    1]           [2]',
      'mlm              x       x    x            x',
      'nsp       is next',
    ]);
  });

  it('shows what was inserted, deleted and moved, and finds positions of either view', () => {
    const example = exampleOf('[CLS] the cat sat on [SEP]', '[CLS] cat the a on [SEP]', {
      origins: Int32Array.of(0, 2, 1, -1, 4, 5),
      actions: Uint8Array.of(none, moved, moved, inserted, none, none),
    });
    const spoilt = { id: 'd', views: ['corrupted'], targets: [{ position: 4, about: 'a', answer: '0' }] } as const;
    const plain = { id: 'c', views: ['original'], targets: [{ view: 'original', position: 3, answer: 'x' }] } as const;
    expect(table(example, [spoilt, plain])).toEqual([
      'text      [CLS]  cat  the  a  ·     on  [SEP]',
      'original         the  cat  +  -sat',
      'd a                                 0',
      'c                             x',
      'c         reads the original text',
    ]);
  });

  it('breaks where the width ends, leaves out rows without anything, and marks packed parts', () => {
    const example = exampleOf('[CLS] the [SEP] [CLS] cat [SEP]', '[CLS] the [SEP] [CLS] [MASK] [SEP]', {
      actions: Uint8Array.of(none, none, none, none, masked, none),
      partStarts: Int32Array.of(0, 3, 6),
    });
    expect(table(example, [], 34)).toEqual([
      'text      [CLS]  the  [SEP]',
      '',
      'text     ┃  [CLS]  [MASK]  [SEP]',
      'original ┃         cat',
    ]);
    expect(table(exampleOf('[CLS] the [SEP]'), [], 1)).toHaveLength(5);
  });
});
