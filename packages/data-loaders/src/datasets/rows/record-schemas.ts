import type { RecordKind } from '@cloze/contracts';
import { z } from 'zod';
import { labelSchema } from './label-schema.js';

const labelText = z
  .union([z.string(), z.number(), z.boolean()], 'a string, a number, or true or false')
  .transform(String);
const label = labelText.pipe(labelSchema);
const id = z.union([z.string(), z.number()], 'a string or a number').transform(String).optional();
const word = z.string().refine((given) => given !== '', {
  error: 'a word that is not empty',
  params: { what: 'A word is empty', fix: 'write the word, or leave it out with its tag' },
});
const place = z.int().min(0);
const stretch = { start: place, end: place };
const span = z.object({ ...stretch, label });

const text = {
  id,
  text: z.string().optional(),
  words: z.array(word).optional(),
  wordOffsets: z.array(place).optional(),
};

/** What the fields of a record of each kind hold. `text` or `words` must be there. */
export const RECORD_SCHEMAS = {
  classification: z.object({ ...text, label: label.optional(), labels: z.array(label).optional() }),
  regression: z.object({ ...text, pair: z.string().optional(), value: z.number().optional() }),
  pair: z.object({ ...text, pair: z.string(), label: label.optional() }),
  tagging: z.object({ ...text, words: z.array(word), tags: z.array(labelSchema).optional() }),
  spans: z.object({ ...text, spans: z.array(span).optional() }),
  relations: z.object({
    ...text,
    // A head that looks for relations between given spans needs no labels of these; one that finds spans refuses such records.
    spans: z.array(span.extend({ label: labelText.default('') })).optional(),
    relations: z.array(z.object({ head: place, tail: place, label })).optional(),
  }),
  coreference: z.object({ ...text, clusters: z.array(z.array(z.object(stretch))).optional() }),
  question: z.object({
    ...text,
    question: z.string(),
    answers: z.array(z.object({ text: z.string(), start: place })).optional(),
  }),
} satisfies Record<RecordKind, z.ZodObject>;

/** Names of the fields that a record of a kind has. */
export function recordFields(kind: RecordKind): string[] {
  return Object.keys(RECORD_SCHEMAS[kind].shape);
}
