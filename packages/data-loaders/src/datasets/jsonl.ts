import { defineDataset, type RecordKind } from '@cloze/contracts';
import { z } from 'zod';
import { findFiles } from './find-files.js';
import { checkFieldNames, labelNamesOption, nameLabel } from './rows/field-options.js';
import { JsonPlaces } from './rows/json-places.js';
import { makeRecord } from './rows/make-record.js';
import { MisfitError, shown } from './rows/misfit.js';
import { parseJson } from './rows/parse-json.js';
import { placeMisfits } from './rows/place-misfits.js';
import { readLines } from './rows/read-lines.js';
import { recordDataset } from './rows/record-dataset.js';
import { labelsOption, recordOptions } from './rows/record-options.js';
import { RECORD_SCHEMAS, recordFields } from './rows/record-schemas.js';
import { spanLabelsOption } from './rows/span-labels-option.js';

const kinds = Object.keys(RECORD_SCHEMAS) as [RecordKind, ...RecordKind[]];

const options = z.strictObject({
  ...recordOptions,
  record: z.enum(kinds).default('classification').describe('kind of record that a line is'),
  fields: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      'keys of the file by field of the record, such as {"text": "sentence"}; left out, they have the same names',
    ),
  labelNames: labelNamesOption,
  labels: labelsOption,
  spanLabels: spanLabelsOption,
});

/** Options of `jsonl.v1`. */
export type JsonlOptions = z.infer<typeof options>;

/**
 * Records of JSON lines, of any kind: an object a line, whose fields are those of the record, perhaps under other names; other fields are
 * left out. A question's text is its `context`, unless `fields` says otherwise.
 */
export const jsonl = defineDataset<JsonlOptions>({
  name: 'jsonl.v1',
  summary: 'records of JSON lines, of any kind',
  options,
  async open({ files: patterns, encoding, part, labels, spanLabels, record: kind, fields, labelNames }, { directory }) {
    checkFieldNames(kind, fields);
    const keys: Record<string, string> = { ...(kind === 'question' && { text: 'context' }), ...fields };
    const files = await findFiles(patterns, directory);
    return recordDataset({
      kind,
      files,
      labels,
      spanLabels,
      part,
      async *read(file) {
        for await (const { text, number } of readLines(file, encoding)) {
          if (text.trim() === '') continue;
          const object = parseJson(text, file, number);
          yield placeMisfits(
            () => makeRecord(kind, namedFields(object, kind, keys, labelNames), { file, line: number }),
            ([field, ...rest]) => {
              const path = field === undefined ? [] : [keys[field] ?? field, ...rest];
              return { file, line: number, column: new JsonPlaces(text).at(path).column };
            },
          );
        }
      },
    });
  },
});

/** The fields of a record, from an object that calls them by other names. */
function namedFields(
  object: unknown,
  kind: RecordKind,
  keys: Readonly<Record<string, string>>,
  labelNames: JsonlOptions['labelNames'],
): Record<string, unknown> {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    throw new MisfitError({
      what: 'A line is no record',
      path: [],
      received: shown(object),
      allowed: 'a JSON object',
      fix: 'write each record as an object on a line of its own',
    });
  }
  const values = object as Readonly<Record<string, unknown>>;
  const found = recordFields(kind).map((field) => [field, values[keys[field] ?? field]] as const);
  const fields: Record<string, unknown> = Object.fromEntries(found.filter(([, value]) => value !== undefined));
  if ('label' in fields) fields['label'] = nameLabel(fields['label'], labelNames, ['label']);
  if (Array.isArray(fields['labels'])) {
    fields['labels'] = fields['labels'].map((label, i) => nameLabel(label, labelNames, ['labels', i]));
  }
  return fields;
}
