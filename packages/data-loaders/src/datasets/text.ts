import { defineDataset, type TextDocument } from '@cloze/contracts';
import { z } from 'zod';
import { DocumentSplitter } from './document-splitter.js';
import { encodingOption } from './encoding-option.js';
import { findFiles } from './find-files.js';
import { LineSplitter } from './line-splitter.js';
import { readText } from './read-text.js';

/** Most characters of a document in memory; longer ones come in pieces. */
const PIECE_LIMIT = 1 << 20;

const options = z.strictObject({
  /** Paths and globs; relative ones start from the config's folder. */
  files: z.array(z.string().min(1)).min(1),
  /**
   * What a document is: a whole file; lines up to a blank one; or a level-one heading, ` = Title = ` between blank lines as in
   * WikiText, and the lines up to the next one.
   */
  documents: z.enum(['file', 'blank-line', 'heading']).default('file'),
  /** What a line is: a paragraph of its own, or wrapped: part of a paragraph that goes up to the next blank line. */
  lines: z.enum(['paragraph', 'wrapped']).default('paragraph'),
  /** Name of the files' encoding, as browsers know it. */
  encoding: encodingOption,
  /** Language whose rules sentences are split by (BCP 47). */
  locale: z.string().default('en').refine(isLocale, 'a language tag, such as "en" or "el"'),
});

/** Options of `text.v1`. */
export type TextOptions = z.infer<typeof options>;

/** Documents of text files, streamed: neither a file nor a document has to fit in memory. */
export const text = defineDataset<TextOptions>({
  name: 'text.v1',
  summary: 'running text from files',
  options,
  async open({ files: patterns, documents, lines, encoding, locale }, { directory }) {
    const files = await findFiles(patterns, directory);
    return {
      kind: 'documents',
      files,
      locale,
      async *documents() {
        for (const file of files) yield* readDocuments(file, encoding, { file, documents, lines, limit: PIECE_LIMIT });
      },
    };
  },
});

async function* readDocuments(
  file: string,
  encoding: string,
  settings: ConstructorParameters<typeof DocumentSplitter>[0],
): AsyncGenerator<TextDocument> {
  const lines = new LineSplitter(settings.limit);
  const documents = new DocumentSplitter(settings);
  for await (const chunk of readText(file, encoding)) {
    for (const line of lines.push(chunk)) yield* documents.push(line);
  }
  for (const line of lines.end()) yield* documents.push(line);
  yield* documents.end();
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
