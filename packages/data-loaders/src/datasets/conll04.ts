import { defineDataset } from '@cloze/contracts';
import { joinWords } from '../records/join-words.js';
import { findFiles } from './find-files.js';
import { badRow } from './rows/bad-row.js';
import { readLines } from './rows/read-lines.js';
import { recordDataset } from './rows/record-dataset.js';
import { relationOptions, type RelationOptions } from './rows/relation-options.js';
import { fieldOf, sentencesOf, type TagRow } from './rows/tag-rows.js';
import { columnSpans, textSpans, type WordSpan } from './rows/tag-spans.js';

/** Options of `conll04.v1`. */
export type Conll04Options = RelationOptions;

/**
 * Entities and relations in the columns of Bekoulis et al. (2018): number, word, BIO tag, `['Live_In']`, `[8]`, the last two with the
 * relations of the entity that ends there and the number of the last word of each other entity. A line `#doc …` begins a sentence.
 */
export const conll04 = defineDataset<Conll04Options>({
  name: 'conll04.v1',
  summary: 'entities and relations in the columns of CoNLL-04',
  options: relationOptions,
  async open({ files: patterns, encoding, part, labels, spanLabels, record: kind }, { directory }) {
    const files = await findFiles(patterns, directory);
    return recordDataset({
      kind,
      files,
      labels,
      spanLabels,
      part,
      async *read(file) {
        for await (const rows of sentencesOf(blankAtDocuments(readLines(file, encoding)), 'tab')) {
          const text = joinWords(rows.map((row) => fieldOf(row, 1, file)));
          const found = columnSpans(rows, 2, file);
          const base = { ...text, spans: textSpans(found, text.wordOffsets), source: { file, line: rows[0].line } };
          if (kind === 'spans') yield { kind, ...base };
          else yield { kind, ...base, relations: relationsOf(rows, found, file) };
        }
      },
    });
  },
});

/** The lines, with a blank one in place of each that begins a document. */
async function* blankAtDocuments(lines: ReturnType<typeof readLines>): ReturnType<typeof readLines> {
  for await (const line of lines) yield line.text.startsWith('#doc') ? { ...line, text: '' } : line;
}

function relationsOf(rows: readonly TagRow[], spans: readonly WordSpan[], file: string) {
  const endingAt = new Map(spans.map(({ last }, i) => [last - 1, i]));
  const wordAt = new Map(rows.map((row, i) => [fieldOf(row, 0, file), i]));
  return rows.flatMap((row, word) => {
    const names = Array.from(fieldOf(row, 3, file).matchAll(/'([^']*)'/g), (match) => match[1]);
    const others = fieldOf(row, 4, file).match(/\d+/g) ?? [];
    const column = (index: number) => ({ file, line: row.line, column: index + 1 });
    if (names.length !== others.length) {
      throw badRow(column(4), {
        what: 'There is not one word for each relation',
        received: `${names.length} relations and ${others.length} words`,
        fix: 'give each relation of the row the number of a word, in their order',
      });
    }
    return names.flatMap((label, i) => {
      if (label === 'N') return [];
      const head = endingAt.get(word);
      const tail = endingAt.get(wordAt.get(others[i]) ?? -1);
      if (head !== undefined && tail !== undefined) return [{ head, tail, label }];
      throw badRow(column(head === undefined ? 3 : 4), {
        what: 'A relation is not between the last words of two entities',
        received: `${label} between word ${word} and word ${others[i]}`,
        allowed: spans.length > 0 ? `words ${[...endingAt.keys()].join(', ')}` : 'none: there are no entities',
        fix: 'name relations in the row of the last word of an entity, with the number of the last word of the other',
      });
    });
  });
}
