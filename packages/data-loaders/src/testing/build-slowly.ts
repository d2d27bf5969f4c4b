import { setTimeout as pause } from 'node:timers/promises';
import type { DocumentDataset } from '@cloze/contracts';
import { prepareCorpus } from '../corpus/prepare-corpus.js';
import { pieceTokenizer } from './piece-tokenizer.js';

// Builds a corpus that never ends, to be killed: `build-slowly.ts FILE CACHE`. Writes a line once files are being written.
const [file, cacheDirectory] = process.argv.slice(2);
const dataset: DocumentDataset = {
  kind: 'documents',
  files: [file],
  async *documents() {
    for (let i = 0; ; i += 1) {
      yield { text: 'some words to write. '.repeat(20_000), source: { file } };
      if (i === 5) process.stdout.write('writing\n');
      await pause(1);
    }
  },
};
await prepareCorpus({ dataset, cacheKey: 'test', tokenizer: pieceTokenizer(), cacheDirectory });
