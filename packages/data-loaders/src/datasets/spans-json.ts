import { defineDataset } from '@cloze/contracts';
import { z } from 'zod';
import { joinWords } from '../records/join-words.js';
import { findFiles } from './find-files.js';
import { badRow } from './rows/bad-row.js';
import { labelSchema } from './rows/label-schema.js';
import { readJson } from './rows/read-json.js';
import { recordDataset } from './rows/record-dataset.js';
import { relationOptions, type RelationOptions } from './rows/relation-options.js';
import { textSpans } from './rows/tag-spans.js';

/** Options of `spans-json.v1`. */
export type SpansJsonOptions = RelationOptions;

const index = z.int().min(0);

const sentences = z.array(
  z.object({
    orig_id: z.union([z.string(), z.number()]).optional(),
    tokens: z.array(z.string()),
    entities: z.array(z.object({ type: labelSchema, start: index, end: index })),
    relations: z.array(z.object({ type: labelSchema, head: index, tail: index })).default([]),
  }),
);

/**
 * Spans and relations over words, as SpERT's JSON has them (Eberts and Ulges, 2020): an array of `{tokens, entities: [{type, start, end}],
 * relations: [{type, head, tail}]}`, ends exclusive, heads and tails counting entities. A file is read as a whole.
 */
export const spansJson = defineDataset<SpansJsonOptions>({
  name: 'spans-json.v1',
  summary: 'spans and relations over words, in JSON',
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
        const { value, place, line } = await readJson(file, encoding, sentences);
        for (const [i, { orig_id: id, tokens, entities, relations }] of value.entries()) {
          entities.forEach(({ start, end }, j) => {
            if (start < end && end <= tokens.length) return;
            throw badRow(place([i, 'entities', j]), {
              what: 'An entity is not of words of the sentence',
              received: `words ${start} to ${end}`,
              allowed: `0 <= start < end <= ${tokens.length}`,
              fix: 'count words from 0, the end exclusive',
            });
          });
          relations.forEach(({ head, tail }, j) => {
            if (head < entities.length && tail < entities.length) return;
            throw badRow(place([i, 'relations', j]), {
              what: 'A relation points at no entity',
              received: `${head} and ${tail}`,
              allowed: entities.length > 0 ? `0 to ${entities.length - 1}` : 'none: there are no entities',
              fix: 'name entities by their place in "entities", counted from 0',
            });
          });
          const text = joinWords(tokens);
          const spans = entities.map(({ type, start, end }) => ({ label: type, first: start, last: end }));
          const base = {
            ...(id !== undefined && { id: String(id) }),
            ...text,
            spans: textSpans(spans, text.wordOffsets),
            source: { file, line: line([i]) },
          };
          if (kind === 'spans') yield { kind, ...base };
          else
            yield { kind, ...base, relations: relations.map(({ type, head, tail }) => ({ head, tail, label: type })) };
        }
      },
    });
  },
});
