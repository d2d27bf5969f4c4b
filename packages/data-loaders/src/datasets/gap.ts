import { defineDataset, type CoreferenceRecord, type RelationsRecord } from '@cloze/contracts';
import { z } from 'zod';
import { findFiles } from './find-files.js';
import { badRow } from './rows/bad-row.js';
import { codePointStarts } from './rows/code-points.js';
import { makeRecord } from './rows/make-record.js';
import { placeMisfits } from './rows/place-misfits.js';
import { readLines } from './rows/read-lines.js';
import { recordDataset } from './rows/record-dataset.js';
import { recordOptions } from './rows/record-options.js';

const options = z.strictObject({
  ...recordOptions,
  record: z
    .enum(['coreference', 'relations'])
    .default('coreference')
    .describe(
      'coreference: clusters of the pronoun and the two names; relations: from the pronoun to the names it stands for',
    ),
});

/** Options of `gap.v1`. */
export type GapOptions = z.infer<typeof options>;

const COLUMNS = [
  'ID',
  'Text',
  'Pronoun',
  'Pronoun-offset',
  'A',
  'A-offset',
  'A-coref',
  'B',
  'B-offset',
  'B-coref',
] as const;

type Column = (typeof COLUMNS)[number];

interface Mention {
  readonly start: number;
  readonly end: number;
}

/** A snippet of the data: a pronoun, and whether it stands for each of two names. */
interface Snippet {
  readonly id: string;
  readonly text: string;
  readonly pronoun: Mention;
  readonly names: readonly { readonly mention: Mention; readonly isMeant: boolean }[];
}

/**
 * The tab-separated files of GAP (Webster et al., 2018): whether a pronoun stands for one of two names, or neither. As coreference, mentions
 * that stand alone are clusters of one; as relations, spans are labelled `pronoun` and `name`, and a relation `same` goes from one to the
 * other.
 */
export const gap = defineDataset<GapOptions>({
  name: 'gap.v1',
  summary: 'pronouns and the names they may stand for, as GAP has them',
  options,
  async open({ files: patterns, encoding, part, record: kind }, { directory }) {
    const files = await findFiles(patterns, directory);
    const make = kind === 'coreference' ? asCoreference : asRelations;
    return recordDataset<'coreference' | 'relations'>({
      kind,
      files,
      part,
      async *read(file) {
        for await (const { text: line, number } of readLines(file, encoding)) {
          const cells = line.split('\t');
          if (number === 1) checkHeader(cells, file);
          else if (line !== '') yield make(readSnippet(cells, file, number), { file, line: number });
        }
      },
    });
  },
});

function asCoreference({ id, text, pronoun, names }: Snippet, source: CoreferenceRecord['source']): CoreferenceRecord {
  const meant = names.filter(({ isMeant }) => isMeant).map(({ mention }) => mention);
  const others = names.filter(({ isMeant }) => !isMeant).map(({ mention }) => [mention]);
  const fields = { id, text, clusters: [[pronoun, ...meant], ...others] };
  return placeMisfits(
    () => makeRecord('coreference', fields, source),
    () => source,
  );
}

function asRelations({ id, text, pronoun, names }: Snippet, source: RelationsRecord['source']): RelationsRecord {
  const spans = [{ ...pronoun, label: 'pronoun' }, ...names.map(({ mention }) => ({ ...mention, label: 'name' }))];
  const relations = names.flatMap(({ isMeant }, i) => (isMeant ? [{ head: 0, tail: i + 1, label: 'same' }] : []));
  return { kind: 'relations', id, text, spans, relations, source };
}

function checkHeader(cells: readonly string[], file: string): void {
  const wrong = COLUMNS.findIndex((name, i) => cells[i] !== name);
  if (wrong < 0) return;
  throw badRow(
    { file, line: 1, column: wrong + 1 },
    {
      what: 'A file is not one of GAP',
      received: JSON.stringify(cells[wrong] ?? ''),
      allowed: `a first row with ${COLUMNS.join(', ')}`,
      fix: 'name files as GAP was published, or read others with "csv.v1" or "jsonl.v1"',
    },
  );
}

function readSnippet(cells: readonly string[], file: string, line: number): Snippet {
  const wrong = (name: Column, received: string, allowed: string) =>
    badRow(
      { file, line, column: COLUMNS.indexOf(name) + 1 },
      {
        what: `The column "${name}" is wrong`,
        received: JSON.stringify(received),
        allowed,
        fix: 'mend the row; offsets count code points, from 0',
      },
    );
  const cell = (name: Column) => cells[COLUMNS.indexOf(name)] ?? '';
  const text = cell('Text');
  // Offsets in the file count code points.
  const starts = codePointStarts(text);
  const mention = (name: 'Pronoun' | 'A' | 'B'): Mention => {
    const given = cell(`${name}-offset`);
    const start = /^\d+$/.test(given) ? starts[Number(given)] : undefined;
    if (start === undefined) throw wrong(`${name}-offset`, given, `a number from 0 to ${starts.length - 1}`);
    const end = start + cell(name).length;
    if (text.slice(start, end) === cell(name) && end > start) return { start, end };
    throw wrong(
      name,
      cell(name),
      `what stands at offset ${given} of the text: ${JSON.stringify(text.slice(start, end))}`,
    );
  };
  const isMeant = (name: 'A' | 'B'): boolean => {
    const given = cell(`${name}-coref`).toUpperCase();
    if (given === 'TRUE' || given === 'FALSE') return given === 'TRUE';
    throw wrong(`${name}-coref`, cell(`${name}-coref`), 'TRUE or FALSE');
  };
  return {
    id: cell('ID'),
    text,
    pronoun: mention('Pronoun'),
    names: (['A', 'B'] as const).map((name) => ({ mention: mention(name), isMeant: isMeant(name) })),
  };
}
