import { stat } from 'node:fs/promises';
import { DataError, type DocumentDataset } from '@cloze/contracts';
import type { CorpusTokenizer } from './corpus-tokenizer.js';
import { CorpusWriter } from './corpus-writer.js';
import { SentenceSplitter } from './sentence-splitter.js';

/** How far the tokenising of a corpus is. */
export interface CorpusProgress {
  /** Complete ones. */
  readonly documents: number;
  readonly sentences: number;
  readonly tokens: number;
  /** Bytes of text tokenised, and of all files. */
  readonly bytes: number;
  readonly totalBytes: number;
}

/** Bytes of text between two reports. */
const REPORT_BYTES = 1 << 20;

/**
 * Tokenises a dataset into a folder, a sentence at a time.
 * @throws DataError where the dataset has no text
 */
export async function buildCorpus(
  dataset: DocumentDataset,
  tokenizer: CorpusTokenizer,
  directory: string,
  report: (progress: CorpusProgress) => void,
): Promise<void> {
  const sizes = await Promise.all(dataset.files.map(async (file) => (await stat(file)).size));
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0);
  const splitter = new SentenceSplitter(dataset.locale ?? 'en');
  const writer = new CorpusWriter(directory, tokenizer.vocabulary.size);
  let bytes = 0;
  let reported = 0;
  try {
    for await (const { text, continues } of dataset.documents()) {
      if (continues !== true) writer.endDocument();
      writer.text(text);
      for (const sentence of splitter.split(text)) writer.sentence(tokenizer.tokenize(sentence));
      bytes += Buffer.byteLength(text);
      if (bytes - reported < REPORT_BYTES) continue;
      reported = bytes;
      report({ ...writer.counted, bytes, totalBytes });
    }
    writer.endDocument();
    if (writer.counted.tokens === 0) throw noText(dataset.files, totalBytes);
    writer.finish();
  } catch (error) {
    writer.abandon();
    throw error;
  }
  report({ ...writer.counted, bytes: totalBytes, totalBytes });
}

function noText(files: readonly string[], bytes: number): DataError {
  return new DataError({
    what: 'A corpus has no text',
    where: files.slice(0, 3).join(', ') + (files.length > 3 ? ` and ${files.length - 3} more` : ''),
    received: `${files.length} files of ${bytes} bytes together, no token`,
    fix: 'give files with text in them',
  });
}
