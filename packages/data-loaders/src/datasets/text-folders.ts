import { basename, dirname } from 'node:path';
import { defineDataset } from '@cloze/contracts';
import { z } from 'zod';
import { findFiles } from './find-files.js';
import { readText } from './read-text.js';
import { recordDataset } from './rows/record-dataset.js';
import { labelsOption, recordOptions } from './rows/record-options.js';

const options = z.strictObject({ ...recordOptions, labels: labelsOption });

/** Options of `text-folders.v1`. */
export type TextFoldersOptions = z.infer<typeof options>;

/** Texts for classification, one a file, whose label is the name of the file's folder. */
export const textFolders = defineDataset<TextFoldersOptions>({
  name: 'text-folders.v1',
  summary: 'texts for classification, one a file; the folder is the label',
  options,
  async open({ files: patterns, encoding, part, labels }, { directory }) {
    const files = await findFiles(patterns, directory);
    return recordDataset({
      kind: 'classification',
      files,
      labels,
      part,
      async *read(file) {
        let text = '';
        for await (const chunk of readText(file, encoding)) text += chunk;
        yield { kind: 'classification', text, label: basename(dirname(file)), source: { file } };
      },
    });
  },
});
