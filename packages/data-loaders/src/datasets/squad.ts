import { defineDataset } from '@cloze/contracts';
import { z } from 'zod';
import { findFiles } from './find-files.js';
import { codePointStarts } from './rows/code-points.js';
import { makeRecord } from './rows/make-record.js';
import { MisfitError, shown } from './rows/misfit.js';
import { placeMisfits } from './rows/place-misfits.js';
import { readJson } from './rows/read-json.js';
import { recordDataset } from './rows/record-dataset.js';
import { recordOptions } from './rows/record-options.js';
import { isInPart } from './rows/row-part.js';

const options = z.strictObject({ ...recordOptions });

/** Options of `squad.v1`. */
export type SquadOptions = z.infer<typeof options>;

const answer = z.object({ text: z.string(), answer_start: z.int().min(0) });

type SquadAnswer = z.output<typeof answer>;

const squadFile = z.object({
  data: z.array(
    z.object({
      title: z.string().default(''),
      paragraphs: z.array(
        z.object({
          context: z.string(),
          qas: z.array(
            z.object({
              id: z.string(),
              question: z.string(),
              answers: z.array(answer).optional(),
              is_impossible: z.boolean().default(false),
            }),
          ),
        }),
      ),
    }),
  ),
});

/**
 * Questions over contexts in SQuAD's JSON, of version 1.1 or 2.0 (`is_impossible`: there is no answer). `part` divides by article, told
 * by its title. Starts of answers count code points, as SQuAD's do. A file is read as a whole.
 */
export const squad = defineDataset<SquadOptions>({
  name: 'squad.v1',
  summary: "questions over contexts, in SQuAD's JSON (1.1 and 2.0)",
  options,
  async open({ files: patterns, encoding, part }, { directory }) {
    const files = await findFiles(patterns, directory);
    return recordDataset({
      kind: 'question',
      files,
      async *read(file) {
        const { value, place, line } = await readJson(file, encoding, squadFile);
        for (const [a, { title, paragraphs }] of value.data.entries()) {
          if (!isInPart(part, title)) continue;
          for (const [p, { context, qas }] of paragraphs.entries()) {
            const starts = codePointStarts(context);
            for (const [q, { id, question, answers, is_impossible: impossible }] of qas.entries()) {
              const path = ['data', a, 'paragraphs', p, 'qas', q];
              const make = () => {
                const given = impossible ? [] : answers?.map((one, i) => answerIn(context, starts, one, i));
                const fields = { id, text: context, question, answers: given };
                return makeRecord('question', fields, { file, line: line(path) });
              };
              yield placeMisfits(make, (within) => place([...path, ...within]));
            }
          }
        }
      },
    });
  },
});

function answerIn(context: string, starts: readonly number[], { text, answer_start: at }: SquadAnswer, index: number) {
  const start = starts[at] ?? context.length;
  if (context.startsWith(text, start)) return { text, start };
  throw new MisfitError({
    what: 'An answer does not stand where it says',
    path: ['answers', index],
    received: shown(context.slice(start, start + text.length)),
    allowed: shown(text),
    fix: 'count code points of the context, from 0',
  });
}
