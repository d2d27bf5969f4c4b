import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { useBackend } from '@cloze/backend/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallModel } from '../testing/small-model.js';
import { loadParameters } from './load-parameters.js';
import { readModelFolder } from './read-model-folder.js';

const data = process.env['CLOZE_DATA'] ?? new URL('../../../../../shared/data', import.meta.url).pathname;
const shared = join(data, '..');

/** Folders that other programs wrote, with the number of tensors, the heads of each, and what a bare model lacks. */
const FOLDERS = [
  { path: 'fixtures/encoder/erf/model', heads: ['words', 'sentences'], tensors: 62, missing: [] },
  { path: 'fixtures/encoder/erf/bert_model', heads: [], tensors: 55, missing: [] },
  { path: 'fixtures/encoder/tanh/model', heads: ['words', 'sentences'], tensors: 62, missing: [] },
  {
    path: 'data/checkpoints/tiny_bert_random_coldfire',
    heads: [],
    tensors: 37,
    missing: ['bert.pooler.dense.weight', 'bert.pooler.dense.bias'],
  },
  { path: 'models/all-MiniLM-L6-v2-fp16', heads: [], tensors: 103, missing: [] },
] as const;

beforeAll(() => useBackend('cpu'));

describe('model folders of other programs', () => {
  for (const { path, heads, tensors, missing } of FOLDERS) {
    const directory = join(shared, path);
    const absent = !existsSync(directory);
    it.skipIf(absent)(`are read: ${path}${absent ? ' (skipped: shared data absent)' : ''}`, async () => {
      const folder = await readModelFolder(directory);
      const model = smallModel(1, heads, folder.config);
      expect(folder.manifest).toBeUndefined();
      const report = await loadParameters(model.parameters, folder, { allowMissing: true });
      expect(report.missing).toEqual(missing);
      expect(report.extra).toEqual([]);
      expect(report.loaded).toHaveLength(tensors);
      const { file, stored } = folder.weights.tensors.get('bert.embeddings.word_embeddings.weight')!;
      const expected = Buffer.from((await file.read(stored.name)).buffer);
      const { buffer, byteOffset, byteLength } = model.encoder.wordEmbeddings().dataSync();
      expect(Buffer.compare(Buffer.from(buffer, byteOffset, byteLength), expected)).toBe(0);
      await folder.close();
      model.dispose();
    });
  }
});
