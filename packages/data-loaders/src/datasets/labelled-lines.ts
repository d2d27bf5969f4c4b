import { ConfigError, defineDataset } from '@cloze/contracts';
import { z } from 'zod';
import { encodingOption } from './encoding-option.js';
import { findFiles } from './find-files.js';
import { readLines } from './rows/read-lines.js';
import { recordDataset } from './rows/record-dataset.js';
import { partOption } from './rows/row-part.js';

const options = z.strictObject({
  files: z
    .record(z.string(), z.string().min(1))
    .refine((files) => Object.keys(files).length > 0, 'a file, or a glob of files, for each label')
    .describe('the file of each label, or a glob: {"subjective": "quote.txt", "objective": "plot.txt"}'),
  encoding: encodingOption.describe('as browsers know it'),
  part: partOption,
});

/** Options of `labelled-lines.v1`. */
export type LabelledLinesOptions = z.infer<typeof options>;

/** Texts for classification, one a line, in a file of their own for each label. Blank lines are left out. */
export const labelledLines = defineDataset<LabelledLinesOptions>({
  name: 'labelled-lines.v1',
  summary: 'texts for classification, one a line; a file for each label',
  options,
  async open({ files: patterns, encoding, part }, { directory }) {
    const labelOf = new Map<string, string>();
    for (const [label, pattern] of Object.entries(patterns)) {
      for (const file of await findFiles([pattern], directory)) {
        const other = labelOf.get(file);
        if (other !== undefined) throw labelledTwice(file, other, label);
        labelOf.set(file, label);
      }
    }
    return recordDataset({
      kind: 'classification',
      files: [...labelOf.keys()],
      labels: Object.keys(patterns),
      part,
      async *read(file) {
        for await (const { text, number } of readLines(file, encoding)) {
          const trimmed = text.trim();
          if (trimmed === '') continue;
          yield { kind: 'classification', text: trimmed, label: labelOf.get(file), source: { file, line: number } };
        }
      },
    });
  },
});

function labelledTwice(file: string, one: string, other: string): ConfigError {
  return new ConfigError({
    what: 'A file is of two labels',
    where: `files.${other}`,
    received: `${file}, which is also of "${one}"`,
    allowed: 'files of one label each',
    fix: 'name files, or globs that have no file in common',
  });
}
