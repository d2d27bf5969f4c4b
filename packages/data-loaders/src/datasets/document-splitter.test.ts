import { describe, expect, it } from 'vitest';
import { DocumentSplitter, type DocumentSplitterOptions } from './document-splitter.js';
import { LineSplitter } from './line-splitter.js';

function documents(text: string, options: Partial<DocumentSplitterOptions>) {
  const limit = options.limit ?? 1000;
  const lines = new LineSplitter(limit);
  const splitter = new DocumentSplitter({ file: 'f.txt', documents: 'file', lines: 'paragraph', limit, ...options });
  const read = [...lines.push(text), ...lines.end()];
  return [...read.flatMap((line) => splitter.push(line)), ...splitter.end()];
}
const texts = (text: string, options: Partial<DocumentSplitterOptions>) => documents(text, options).map((d) => d.text);

describe('DocumentSplitter', () => {
  it('takes a file as one document, without its blank lines', () => {
    expect(documents('\none\n\n \ntwo\n', {})).toEqual([{ text: 'one\ntwo', source: { file: 'f.txt', line: 2 } }]);
    expect(documents(' \n\n', {})).toEqual([]);
  });

  it('ends a document at blank lines', () => {
    expect(documents('one\ntwo\n\n\t\nthree', { documents: 'blank-line' })).toEqual([
      { text: 'one\ntwo', source: { file: 'f.txt', line: 1 } },
      { text: 'three', source: { file: 'f.txt', line: 5 } },
    ]);
  });

  it('starts a document at a level-one heading between blank lines, and nowhere else', () => {
    const text = [
      'Before .',
      ' ',
      ' = First = ',
      ' ',
      ' It begins . ',
      ' = a formula = ',
      ' goes on . ',
      ' ',
      ' = = Section = = ',
      ' ',
      ' = not a title',
      '',
      ' = x = = ',
      '',
      '= Second title =',
      '',
      'Text .',
      '',
      ' = Third = ',
    ].join('\n');
    expect(texts(text, { documents: 'heading' })).toEqual([
      'Before .',
      ' = First = \n It begins . \n = a formula = \n goes on . \n = = Section = = \n = not a title\n = x = = ',
      '= Second title =\nText .',
      ' = Third = ',
    ]);
  });

  it('joins wrapped lines up to the next blank one', () => {
    expect(texts('It was the\nbest of times.\n\nIt was\nthe worst.', { lines: 'wrapped' })).toEqual([
      'It was the best of times.\nIt was the worst.',
    ]);
  });

  it('gives a document longer than the limit in pieces that continue each other', () => {
    const found = documents('aaaa\nbbbb\ncc\n\nnext', { documents: 'blank-line', limit: 9 });
    expect(found.map(({ text, continues = false }) => [text, continues])).toEqual([
      ['aaaa\nbbbb', false],
      ['cc', true],
      ['next', false],
    ]);
    const long = documents('one two three four five', { limit: 8 });
    expect(long.map(({ text, continues = false }) => [text, continues])).toEqual([
      ['one two ', false],
      ['three ', true],
      ['four ', true],
      ['five', true],
    ]);
  });
});
