import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useBackend, testBackends } from '@cloze/backend/testing';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nodeFileSystem } from '../durable/file-system.js';
import { openSafetensors } from '../safetensors/safetensors-file.js';
import { writeSafetensors, type TensorToStore } from '../safetensors/write-safetensors.js';
import { storedParameters } from '../tensors/stored-parameters.js';
import { smallModel, type SmallModel } from '../testing/small-model.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { loadParameters, type LoadOptions } from './load-parameters.js';
import type { ModelManifest } from './model-manifest.js';
import { readModelFolder } from './read-model-folder.js';
import { writeModelFiles, writeModelFolder } from './write-model-folder.js';

const newFolder = temporaryFolders();
const tokenizer = { save: (directory: string) => writeFile(join(directory, 'vocab.txt'), '[PAD]\n') };
const manifest: ModelManifest = {
  formatVersion: 1,
  encoder: { use: 'bert.v1', options: { preset: 'tiny' } },
  objectives: [{ id: 'mlm', use: 'mlm.v1', options: {} }],
  heads: [{ id: 'entities', use: 'crf-tagging.v1', options: { scheme: 'bio' }, labels: ['O', 'B-PER'] }],
  provenance: { config: { seed: 1 }, seed: 1, step: 500, evaluation: { loss: 2.5 }, versions: { cloze: '1.0.0' } },
};

async function save(directory: string, model: SmallModel): Promise<void> {
  await writeModelFolder(directory, {
    config: model.encoder.modelConfig(),
    parameters: model.parameters,
    manifest,
    tokenizer,
  });
}

async function load(directory: string, model: SmallModel, options?: LoadOptions) {
  const folder = await readModelFolder(directory);
  try {
    return await loadParameters(model.parameters, folder, options);
  } finally {
    await folder.close();
  }
}

/** Replaces the weights of a folder by others under changed names. */
async function rewrite(directory: string, model: SmallModel, change: (tensors: TensorToStore[]) => TensorToStore[]) {
  await writeSafetensors(join(directory, 'model.safetensors'), change(storedParameters(model.parameters)));
}

const messageOf = (promise: Promise<unknown>) => promise.then(() => 'no error', String);

describe.each(testBackends)('a model folder on %s', (backend) => {
  it('gives back what was written: weights bit for bit, config, manifest, tokenizer', async () => {
    await useBackend(backend);
    const before = memory().numTensors;
    const directory = join(newFolder(), 'deep', 'model');
    const [written, read] = [smallModel(1, ['words', 'sentences']), smallModel(2, ['words', 'sentences'])];
    await save(directory, written);
    expect(readdirSync(directory).sort()).toEqual(['cloze.json', 'config.json', 'model.safetensors', 'vocab.txt']);
    const folder = await readModelFolder(directory);
    expect(folder.config).toEqual({ architectures: ['BertForPreTraining'], ...written.encoder.modelConfig() });
    expect(folder.manifest).toEqual(manifest);
    const report = await loadParameters(read.parameters, folder);
    await folder.close();
    expect(report).toEqual({ loaded: read.parameters.map(({ name }) => name), missing: [], extra: [] });
    expect(read.weights()).toEqual(written.weights());
    written.dispose();
    read.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

describe('weights of a model folder', () => {
  let directory: string;
  let written: SmallModel;
  beforeAll(() => useBackend('cpu'));
  beforeEach(async () => {
    directory = join(newFolder(), 'model');
    written = smallModel(1, ['words']);
    await save(directory, written);
  });

  it('are found under old and bare names', async () => {
    await rewrite(directory, written, (tensors) =>
      tensors.map((tensor) => ({
        ...tensor,
        name: tensor.name
          .replace(/^bert\./, '')
          .replace('LayerNorm.weight', 'LayerNorm.gamma')
          .replace('LayerNorm.bias', 'LayerNorm.beta'),
      })),
    );
    const read = smallModel(2, ['words']);
    await load(directory, read);
    expect(read.weights()).toEqual(written.weights());
  });

  it('may hold tied copies and position ids, or the copies alone', async () => {
    const words = 'bert.embeddings.word_embeddings.weight';
    const copies = (tensors: TensorToStore[]) => {
      const [table, bias] = [words, 'cls.predictions.bias'].map((name) =>
        tensors.find((tensor) => tensor.name === name)!,
      );
      return [
        { ...table, name: 'cls.predictions.decoder.weight' },
        { ...bias, name: 'cls.predictions.decoder.bias' },
        { ...bias, name: 'bert.embeddings.position_ids' },
      ];
    };
    await rewrite(directory, written, (tensors) => [...tensors, ...copies(tensors)]);
    const [one, two] = [smallModel(2, ['words']), smallModel(3, ['words'])];
    expect((await load(directory, one)).extra).toEqual([]);
    expect(one.weights()).toEqual(written.weights());
    await rewrite(directory, written, (tensors) => [
      ...tensors.filter(({ name }) => name !== words && name !== 'cls.predictions.bias'),
      ...copies(tensors),
    ]);
    await load(directory, two);
    expect(two.weights()).toEqual(written.weights());
  });

  it('with a decoder of their own are refused where words are predicted, and only there', async () => {
    await rewrite(directory, written, (tensors) => [
      ...tensors,
      { name: 'cls.predictions.decoder.weight', dtype: 'F32', shape: [7, 4], values: () => new Float32Array(28) },
    ]);
    expect(await messageOf(load(directory, smallModel(2, ['words'])))).toBe(
      `ModelError: A model has a decoder of its own, not tied to the word embeddings\n  where: ${directory}\n` +
        '  received: cls.predictions.decoder.weight differs from bert.embeddings.word_embeddings.weight\n' +
        '  allowed: the same values in both, or one of them',
    );
    const { extra } = await load(directory, smallModel(2), { allowExtra: true });
    expect(extra).toContain('cls.predictions.decoder.weight');
  });

  it('that are missing, left over or of another shape are listed, and nothing is loaded', async () => {
    await rewrite(directory, written, (tensors) =>
      tensors.flatMap((tensor) => {
        if (tensor.name === 'bert.pooler.dense.bias') return [{ ...tensor, name: 'bert.pooler.dense.bios' }];
        return tensor.name === 'bert.pooler.dense.weight' ? [{ ...tensor, shape: [2, 8] }] : [tensor];
      }),
    );
    const read = smallModel(2, ['words']);
    const before = read.weights();
    expect(await messageOf(load(directory, read))).toBe(
      `ModelError: The weights of a model folder do not fit the model\n  where: ${directory}\n` +
        '  received: 1 missing: bert.pooler.dense.bias; 1 extra: bert.pooler.dense.bios; ' +
        '1 misshapen: bert.pooler.dense.weight is [2, 8] there, [4, 4] in the model\n' +
        '  allowed: a weight for each parameter, of its shape, and none besides',
    );
    expect(read.weights()).toEqual(before);
  });

  it('may lack a new head, or have one that is not wanted, where that is allowed', async () => {
    const withHead = smallModel(2, ['words', 'sentences']);
    const heads = ['cls.seq_relationship.weight', 'cls.seq_relationship.bias'];
    const allowMissing = (name: string) => name.startsWith('cls.seq');
    expect((await load(directory, withHead, { allowMissing })).missing).toEqual(heads);
    expect(withHead.weights()).toMatchObject(written.weights());
    expect(await messageOf(load(directory, withHead, { allowMissing: () => false }))).toContain('2 missing');
    const { extra } = await load(directory, smallModel(3), {
      allowExtra: (name) => name.startsWith('cls.predictions.'),
    });
    expect(extra).toHaveLength(5);
    expect(await messageOf(load(directory, smallModel(3)))).toContain('5 extra: cls.predictions');
  });

  it('may be split over files that an index names', async () => {
    const stored = storedParameters(written.parameters);
    const parts = [stored.slice(0, 3), stored.slice(3)];
    const files = ['model-00001-of-00002.safetensors', 'model-00002-of-00002.safetensors'];
    const map: Record<string, string> = {};
    for (const [i, part] of parts.entries()) {
      await writeSafetensors(join(directory, files[i]), part);
      for (const { name } of part) map[name] = files[i];
    }
    await nodeFileSystem.rm(join(directory, 'model.safetensors'));
    const index = join(directory, 'model.safetensors.index.json');
    const writeIndex = (content: unknown) => writeFileSync(index, JSON.stringify(content));
    writeIndex({ metadata: { total_size: 1 }, weight_map: map });
    const read = smallModel(2, ['words']);
    await load(directory, read);
    expect(read.weights()).toEqual(written.weights());

    const { [stored[0].name]: moved, ...rest } = map;
    writeIndex({ weight_map: { ...rest, other: moved } });
    expect(await messageOf(load(directory, read))).toBe(
      `ModelError: A file of a sharded model does not hold what the index says\n  where: ${join(directory, files[0])}\n` +
        `  received: without other; with ${stored[0].name}\n  allowed: the 3 keys that model.safetensors.index.json gives it\n` +
        '  fix: get all files of the model again',
    );
    for (const file of ['../x.safetensors', '/etc/x.safetensors', 'a\\b.safetensors', '.x.safetensors', 'x.bin', 7]) {
      writeIndex({ weight_map: { key: file } });
      expect(await messageOf(load(directory, read))).toBe(
        `ModelError: The index of a sharded model names a file that it may not\n  where: ${index}, key "key"\n` +
          `  received: ${JSON.stringify(file)}\n  allowed: the name of a .safetensors file in the same folder`,
      );
    }
    writeIndex({ weight_map: [] });
    expect(await messageOf(load(directory, read))).toBe(
      `ModelError: The index of a sharded model has no map of weights\n  where: ${index}\n  received: []\n` +
        '  allowed: "weight_map": an object from keys to file names',
    );
  });

  it('keep a stored type when they are written again', async () => {
    const half = join(newFolder(), 'half');
    const content = { config: written.encoder.modelConfig(), parameters: written.parameters };
    await writeModelFolder(half, { ...content, dtypeOf: () => 'F16' });
    const read = smallModel(2, ['words']);
    await load(half, read);
    const again = join(newFolder(), 'again');
    await writeModelFolder(again, { ...content, parameters: read.parameters, dtypeOf: () => 'F16' });
    expect(readFileSync(join(again, 'model.safetensors'))).toEqual(readFileSync(join(half, 'model.safetensors')));
    const file = await openSafetensors(join(half, 'model.safetensors'));
    expect(new Set([...file.tensors.values()].map(({ dtype }) => dtype))).toEqual(new Set(['F16']));
    await file.close();
  });
});

describe('a folder that is no model folder', () => {
  beforeAll(() => useBackend('cpu'));

  it('is told apart: absent, without config, without weights, with weights that can run code', async () => {
    const directory = newFolder();
    const read = (folder = directory) => messageOf(readModelFolder(folder));
    expect(await read(join(directory, 'none'))).toBe(
      `ModelError: A folder is no model folder\n  where: ${directory}/none\n  received: nothing of this name\n` +
        '  allowed: a folder with config.json and weights',
    );
    expect(await read()).toContain('  received: no config.json\n');
    writeFileSync(join(directory, 'config.json'), '{}');
    expect(await read()).toBe(
      `ModelError: A folder has no weights of a model\n  where: ${directory}\n` +
        '  received: neither model.safetensors nor model.safetensors.index.json nor a TensorFlow checkpoint\n' +
        '  fix: give the folder of a model: it holds config.json and model.safetensors',
    );
    writeFileSync(join(directory, 'pytorch_model.bin'), '');
    expect(await read()).toBe(
      'ModelError: The weights of a model folder are in a format that can run code when it is read\n' +
        `  where: ${directory}\n  received: pytorch_model.bin\n  allowed: model.safetensors, or model.safetensors.index.json and its files\n` +
        '  fix: convert it in a place you trust: python -c "from transformers import AutoModel; ' +
        `AutoModel.from_pretrained('${directory}').save_pretrained('${directory}-safetensors')"`,
    );
    rmSync(join(directory, 'pytorch_model.bin'));
    writeFileSync(join(directory, 'pytorch_model.bin.index.json'), '');
    writeFileSync(join(directory, 'config.json'), '{"architectures": ["BertForMaskedLM"]}');
    expect(await read()).toBe(
      'ModelError: The weights of a model folder are in a format that can run code when it is read\n' +
        `  where: ${directory}\n  received: pytorch_model.bin.index.json\n  allowed: model.safetensors, or model.safetensors.index.json and its files\n` +
        '  fix: convert it in a place you trust: python -c "from transformers import BertForMaskedLM; ' +
        `BertForMaskedLM.from_pretrained('${directory}').save_pretrained('${directory}-safetensors')"`,
    );
    writeFileSync(join(directory, 'config.json'), '{"architectures": ["os; x"]}');
    expect(await read()).toContain('from transformers import AutoModel; ');
  });

  it.skipIf(process.platform === 'win32')('has a config that is a pipe, or a link to a device', async () => {
    for (const make of [
      (path: string) => execFileSync('mkfifo', [path]),
      (path: string) => symlinkSync('/dev/zero', path),
    ]) {
      const path = join(newFolder(), 'config.json');
      make(path);
      expect(await messageOf(readModelFolder(join(path, '..')))).toBe(
        `ModelError: A file of a model is none that can be read from its start to its end\n  where: ${path}\n` +
          '  received: a pipe, a socket or a device\n  allowed: a regular file',
      );
    }
  });

  it('has a config or manifest that cannot be used', async () => {
    const directory = newFolder();
    const config = join(directory, 'config.json');
    const malformed = (received: string) =>
      `ModelError: A file of a model folder is malformed\n  where: ${config}\n  received: ${received}\n  allowed: a JSON object\n` +
      '  fix: correct the file there, or get the whole model again';
    const cases: [string, string][] = [
      ['[]', malformed('a list')],
      ['3', malformed('number')],
      ['{"a": 1,\n  ,}', malformed('Expected double-quoted property name in line 2, column 3')],
      ['{"a": 1', malformed("Expected ',' or '}' after property value in line 1, column 8")],
      ['{"a":1,"a":2}', malformed('the key "a" twice in one object')],
      ['['.repeat(100), malformed('brackets that nest more than 64 deep')],
    ];
    for (const [text, message] of cases) {
      writeFileSync(config, text);
      expect(await messageOf(readModelFolder(directory))).toBe(message);
    }
    writeFileSync(config, '{}');
    const manifestPath = join(directory, 'cloze.json');
    writeFileSync(manifestPath, JSON.stringify({ formatVersion: 1, encoder: { use: 3, options: {} } }));
    expect(await messageOf(readModelFolder(directory))).toBe(
      `ModelError: A model folder's cloze.json is malformed\n  where: ${manifestPath}, encoder.use\n` +
        '  received: Invalid input: expected string, received number',
    );
    writeFileSync(manifestPath, JSON.stringify({ formatVersion: 2 }));
    expect(await messageOf(readModelFolder(directory))).toContain(
      'fix: it was written by a later version of cloze: update',
    );
  });
});

describe('writing a model folder', () => {
  beforeAll(() => useBackend('cpu'));

  it('replaces a model, and nothing else', async () => {
    const directory = join(newFolder(), 'model');
    const [one, two] = [smallModel(1), smallModel(2)];
    await save(directory, one);
    await save(directory, two);
    const read = smallModel(3);
    await load(directory, read);
    expect(read.weights()).toEqual(two.weights());
    writeFileSync(join(directory, 'thesis.tex'), '');
    expect(await messageOf(save(directory, one))).toBe(
      `ModelError: A folder that holds more than a model is not replaced by one\n  where: ${directory}\n` +
        '  received: thesis.tex\n  allowed: a new folder, an empty one, or that of a model\n  fix: choose another folder',
    );
  });

  it('leaves the old one when the disk is full', async () => {
    const directory = join(newFolder(), 'model');
    const [one, two] = [smallModel(1), smallModel(2)];
    await save(directory, one);
    const full = () => Promise.reject(Object.assign(new Error('write failed'), { code: 'ENOSPC' }));
    const content = { config: two.encoder.modelConfig(), parameters: two.parameters, tokenizer: { save: full } };
    expect(await messageOf(writeModelFolder(directory, content))).toBe(
      `ModelError: A model folder could not be written\n  where: ${directory}\n` +
        '  received: no space left on the device (ENOSPC)\n  fix: free some space, or write to another disk',
    );
    const read = smallModel(3);
    await load(directory, read);
    expect(read.weights()).toEqual(one.weights());
  });

  it('can put the files beside others', async () => {
    const directory = newFolder();
    writeFileSync(join(directory, 'metrics.jsonl'), '');
    const model = smallModel(1, ['words']);
    const content = { config: model.encoder.modelConfig(), parameters: model.parameters, tokenizer };
    await writeModelFiles(directory, content);
    expect(readdirSync(directory).sort()).toEqual(['config.json', 'metrics.jsonl', 'model.safetensors', 'vocab.txt']);
    expect((await readModelFolder(directory)).config['architectures']).toEqual(['BertForMaskedLM']);
    const failing = { ...content, tokenizer: { save: () => Promise.reject(new Error('no')) } };
    await expect(writeModelFiles(directory, failing)).rejects.toThrow('no');
    expect(readdirSync(directory)).not.toContain('config.json');
  });
});
