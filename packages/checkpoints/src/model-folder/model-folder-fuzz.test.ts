import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useBackend } from '@cloze/backend/testing';
import { ModelError } from '@cloze/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { smallModel, type SmallModel } from '../testing/small-model.js';
import { loadParameters } from './load-parameters.js';
import { readModelFolder } from './read-model-folder.js';
import { writeModelFolder } from './write-model-folder.js';

let folder: string;
let model: SmallModel;
const manifest = { formatVersion: 1, encoder: { use: 'bert.v1', options: {} }, objectives: [], heads: [] } as const;
const index = { weight_map: { 'bert.pooler.dense.bias': 'model-00001-of-00001.safetensors' } };

beforeAll(async () => {
  await useBackend('cpu');
  folder = join(mkdtempSync(join(tmpdir(), 'cloze-fuzz-')), 'model');
  model = smallModel(1);
  const content = { config: model.encoder.modelConfig(), parameters: model.parameters };
  await writeModelFolder(folder, { ...content, manifest: { ...manifest, objectives: [], heads: [] } });
});
afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

/** Reads the folder and loads a model from it: fine, or a ModelError. */
async function readAll(): Promise<void> {
  try {
    const opened = await readModelFolder(folder);
    try {
      await loadParameters(model.parameters, opened, { allowMissing: true, allowExtra: true });
    } finally {
      await opened.close();
    }
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
  }
}

describe('a model folder from anywhere', () => {
  it.each(['config.json', 'cloze.json', 'model.safetensors'])(
    'with bytes of %s changed is read or refused',
    async (name) => {
      const path = join(folder, name);
      const whole = readFileSync(path);
      const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 });
      await fc.assert(
        fc.asyncProperty(edits, fc.nat(whole.length), async (changes, length) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          writeFileSync(path, length % 5 === 0 ? bytes.subarray(0, length) : bytes);
          await readAll();
        }),
        { numRuns: 100 },
      );
      writeFileSync(path, whole);
    },
  );

  it('with an index of any JSON is read or refused', async () => {
    const weights = readFileSync(join(folder, 'model.safetensors'));
    rmSync(join(folder, 'model.safetensors'));
    writeFileSync(join(folder, 'model-00001-of-00001.safetensors'), weights);
    const names = fc.constantFrom(
      'model-00001-of-00001.safetensors',
      '../model/config.json',
      'none.safetensors',
      '..',
      3,
    );
    const maps = fc.dictionary(fc.constantFrom('bert.pooler.dense.bias', '__proto__', 'constructor', 'x'), names);
    const contents = fc.oneof(
      fc.constant(index),
      fc.record({ weight_map: fc.oneof(maps, fc.jsonValue()) }),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(contents, async (content) => {
        writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify(content));
        await readAll();
      }),
      { numRuns: 200 },
    );
  });
});
