import type { DocumentDataset } from '@cloze/contracts';

/** A dataset of given documents; its files are only looked at for their size and time. */
export function listDataset(documents: readonly string[], files: readonly string[] = []): DocumentDataset {
  return {
    kind: 'documents',
    files,
    async *documents() {
      for (const text of documents) yield { text, source: { file: files[0] ?? 'memory' } };
    },
  };
}
