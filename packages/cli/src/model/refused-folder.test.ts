import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useBackend } from '@cloze/backend/testing';
import { openSafetensors, writeModelFolder, writeSafetensors, type ModelManifest } from '@cloze/checkpoints';
import { ClozeError, createLabelSet, KeyedRandom, silentLogger } from '@cloze/contracts';
import { bert, createParameterFactory } from '@cloze/encoder-core';
import { sequenceClassification } from '@cloze/finetuning-heads';
import { mlm } from '@cloze/pretraining-objectives';
import { loadTokenizer } from '@cloze/tokenizer';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../testing/message-of.js';
import { load } from './loaded-model.js';

let folder: string;
const backend = 'cpu';
const random = new KeyedRandom(1);
const options = bert.options.parse({ hiddenSize: 8, heads: 2, layers: 1, maxPositions: 16 });
const labels = createLabelSet(['bad', 'good']);
const HUGE = 2 ** 40;
const POOLER = /^bert\.pooler/;

beforeAll(async () => {
  await useBackend('cpu');
  folder = mkdtempSync(join(tmpdir(), 'cloze-refused-'));
  writeFileSync(join(folder, 'vocab.txt'), '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat\nsat\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder of an encoder with an output layer for words or a classifier, with a manifest where one is given. */
async function folderOf(name: string, part: 'words' | 'text', manifest?: object): Promise<string> {
  const tokenizer = await loadTokenizer(join(folder, 'vocab.txt'));
  const { vocabulary } = tokenizer;
  const encoder = bert.create(options, { vocabularySize: 8, random });
  const services = { encoder, sizes: encoder.sizes, parameters: createParameterFactory(part, random) };
  const made =
    part === 'words'
      ? mlm.create({}, { ...services, vocabulary, random, createEncoder: () => encoder })
      : sequenceClassification.create(sequenceClassification.options.parse({}), { ...services, labels });
  const directory = join(folder, name);
  await writeModelFolder(directory, {
    config: { ...encoder.modelConfig(), ...('modelConfig' in made && made.modelConfig?.()) },
    parameters: [...encoder.parameters, ...made.parameters],
    tokenizer,
    ...(manifest && { manifest: manifest as ModelManifest }),
  });
  made.parameters.dispose();
  encoder.dispose();
  return directory;
}

/** The same weights under other names; undefined takes one away. */
async function rename(directory: string, nameOf: (name: string) => string | undefined, more: string[] = []) {
  const path = join(directory, 'model.safetensors');
  const file = await openSafetensors(path);
  const tensors = [];
  for (const { name, shape } of file.tensors.values()) {
    const values = await file.read(name);
    const other = nameOf(name);
    if (other !== undefined) tensors.push({ name: other, dtype: 'F32' as const, shape, values: () => values });
  }
  await file.close();
  for (const name of more) tensors.push({ name, dtype: 'F32' as const, shape: [1], values: () => Float32Array.of(1) });
  await writeSafetensors(path, tensors);
}

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
const unfit = (directory: string, received: string, fix = 'get the whole model again') =>
  `The weights of a model folder do not fit its config\n  where: ${directory}\n  received: ${received}\n` +
  '  allowed: the tensors that config.json speaks of, and those of the parts that cloze.json names\n' +
  `  fix: ${fix}`;
const text = { id: 'text', use: 'sequence-classification.v1', options: {}, labels: ['bad', 'good'] };
const manifestOf = (changes: object = {}) => ({
  formatVersion: 1,
  encoder: { use: 'bert.v1', options },
  objectives: [],
  heads: [text],
  ...changes,
});

describe('keys that do not fit', () => {
  it('are listed: left over, of a layer that the config does not have, of a head that is not there', async () => {
    const directory = await folderOf('foreign', 'words');
    await rename(directory, (name) => name, ['junk.weight', 'bert.encoder.layer.1.output.dense.bias']);
    expect(await messageOf(() => load(directory, { backend }))).toBe(
      unfit(directory, '2 extra: bert.encoder.layer.1.output.dense.bias, junk.weight'),
    );
    await rename(directory, (name) =>
      name.startsWith('bert.encoder.layer.0') || !/^cls|junk|layer/.test(name) ? name : undefined,
    );
    expect(await messageOf(() => load(directory, { backend }))).toBe(
      unfit(
        directory,
        '5 missing: cls.predictions.transform.dense.weight, cls.predictions.transform.dense.bias, ' +
          'cls.predictions.transform.LayerNorm.weight, cls.predictions.transform.LayerNorm.bias, cls.predictions.bias',
        `get the whole model again, or leave the head out: \`cloze convert --allow-missing ${directory} OUT\``,
      ),
    );
  });

  it('beside the parts of cloze.json are listed too', async () => {
    const directory = await folderOf('own', 'text', manifestOf());
    await rename(directory, (name) => name, ['cloze.other.weight']);
    expect(await messageOf(() => load(directory, { backend }))).toBe(
      `The weights of a model folder do not fit the model\n  where: ${directory}\n` +
        '  received: 1 extra: cloze.other.weight\n  allowed: a weight for each parameter, of its shape, and none besides',
    );
  });

  it('are passed over with a line where they are those of a head that nothing reads', async () => {
    const directory = await folderOf('class', 'words');
    writeFileSync(
      join(directory, 'config.json'),
      JSON.stringify({ ...json(join(directory, 'config.json')), architectures: ['BertForMultipleChoice'] }),
    );
    await rename(directory, (name) => name, ['classifier.bias']);
    expect(await messageOf(() => load(directory, { backend }))).toContain('1 missing: classifier.weight');
    writeFileSync(
      join(directory, 'config.json'),
      JSON.stringify({ ...json(join(directory, 'config.json')), architectures: ['BertModel'] }),
    );
    await rename(directory, (name) => (name === 'classifier.bias' ? undefined : name), ['cls.seq_relationship.bias']);
    const lines: string[] = [];
    const logger = { ...silentLogger, info: (line: string) => void lines.push(line) };
    expect(await messageOf(() => load(directory, { backend, logger }))).toBe(
      unfit(directory, '1 misshapen: cls.seq_relationship.bias is [1] there, [2] by the config'),
    );
    const own = await folderOf('own-words', 'words', manifestOf({ heads: [] }));
    await (await load(own, { backend, logger })).dispose();
    expect(lines.at(-1)).toBe(
      `weights of ${own} that are not used: cls.predictions.bias, cls.predictions.transform.LayerNorm.bias, ` +
        'cls.predictions.transform.LayerNorm.weight, cls.predictions.transform.dense.bias, cls.predictions.transform.dense.weight',
    );
  });
});

describe('a pooler that is not there', () => {
  it('is not made up where a head reads it, nor where half of it is there', async () => {
    const directory = await folderOf('pooler', 'text', manifestOf());
    await rename(directory, (name) => (name === 'bert.pooler.dense.bias' ? undefined : name));
    expect(await messageOf(() => load(directory, { backend }))).toBe(
      unfit(directory, '1 missing: bert.pooler.dense.bias'),
    );
    await rename(directory, (name) => (POOLER.test(name) ? undefined : name));
    expect(await messageOf(() => load(directory, { backend }))).toBe(
      unfit(directory, '2 missing: bert.pooler.dense.weight, bert.pooler.dense.bias'),
    );
    // Under keys that no class of transformers has, cloze.json alone tells of the head.
    const config = json(join(directory, 'config.json'));
    writeFileSync(join(directory, 'config.json'), JSON.stringify({ ...config, architectures: ['BertModel'] }));
    expect(await messageOf(() => load(directory, { backend }))).toContain(
      '2 missing: bert.pooler.dense.weight, bert.pooler.dense.bias',
    );
  });

  it('is not missed where nothing reads it', async () => {
    const objectives = [{ id: 'mlm', use: 'mlm.v1', options: {} }];
    const directory = await folderOf('no-pooler', 'words', manifestOf({ heads: [], objectives }));
    await rename(directory, (name) => (POOLER.test(name) ? undefined : name));
    const model = await load(directory, { backend });
    expect(model.encoder.pooled).toBeUndefined();
    expect(await model.fillMask('the [MASK]')).toHaveLength(1);
    await model.dispose();
  });
});

describe('sizes in cloze.json', () => {
  it.each<[string, object, string]>([
    [
      'of a head',
      { heads: [{ ...text, options: { hiddenSize: HUGE } }] },
      'no cloze.text.dense.weight, which is [1099511627776, 8] in the model',
    ],
    [
      'of a head, as large as memory would just bear',
      { heads: [{ ...text, options: { hiddenSize: 2 ** 26 } }] },
      'no cloze.text.dense.weight, which is [67108864, 8] in the model',
    ],
    [
      'of a generator',
      {
        heads: [],
        objectives: [{ id: 'rtd', use: 'rtd.v1', options: { generator: { hiddenSize: HUGE, heads: 2 } } }],
      },
      'no generator.bert.embeddings_project.weight, which is [1099511627776, 8] in the model',
    ],
  ])('%s are held against the weights', async (_name, changes, received) => {
    const directory = await folderOf('sizes', 'text', manifestOf(changes));
    expect(await messageOf(() => load(directory, { backend }))).toBe(
      `The weights of a model folder do not fit the model\n  where: ${directory}\n  received: ${received}\n` +
        '  allowed: a weight for each parameter, of its shape\n  fix: get the whole model again',
    );
  });

  it.each([
    [
      'bert.v1',
      { hiddenSize: HUGE, heads: 2 },
      'bert.embeddings.word_embeddings.weight is [8, 8] there, [8, 1099511627776] in the model',
    ],
    [
      'bert.v1',
      { ...options, layers: HUGE },
      'no bert.encoder.layer.2.intermediate.dense.weight, which is [32, 8] in the model',
    ],
    ['lstm.v1', { embeddingSize: HUGE }, 'no lstm.word_embeddings.weight, which is [8, 1099511627776] in the model'],
    [
      'lstm.v1',
      { embeddingSize: 8, hiddenSize: HUGE },
      'no lstm.forward.input.weight, which is [4398046511104, 8] in the model',
    ],
    [
      'embedding-bag.v1',
      { embeddingSize: HUGE },
      'no embedding_bag.word_embeddings.weight, which is [8, 1099511627776] in the model',
    ],
  ])('of %s are too, where config.json says nothing', async (use, own, received) => {
    const directory = await folderOf('alone', 'text', manifestOf({ heads: [], encoder: { use, options: own } }));
    writeFileSync(join(directory, 'config.json'), '{}');
    expect(await messageOf(() => load(directory, { backend }))).toContain(`  received: ${received}\n`);
  });

  it('are read or refused, whatever they are', async () => {
    const rtd = { id: 'rtd', use: 'rtd.v1', options: { generator: {} as object } };
    const directory = await folderOf('fuzzed', 'text', manifestOf());
    const config = readFileSync(join(directory, 'config.json'), 'utf8');
    const value = fc.constantFrom<unknown>(
      0,
      -1,
      1.5,
      2,
      3,
      64,
      2 ** 26,
      2 ** 31,
      HUGE,
      'x',
      '__proto__',
      null,
      true,
      [],
      {},
    );
    const name = fc.constantFrom(
      'hiddenSize',
      'embeddingSize',
      'layers',
      'heads',
      'intermediateSize',
      'maxPositions',
      'segmentTypes',
      'pooler',
      'task',
      'constructor',
    );
    const field = fc.dictionary(name, value, { maxKeys: 3 });
    const encoders = fc.constantFrom('bert.v1', 'lstm.v1', 'embedding-bag.v1');
    const heads = fc.constantFrom(
      'sequence-classification.v1',
      'crf-tagging.v1',
      'coreference.v1',
      'span-relation.v1',
      'toString',
    );
    await fc.assert(
      fc.asyncProperty(encoders, heads, field, field, fc.nat(7), async (use, head, own, more, kind) => {
        const manifest = manifestOf({
          encoder: { use, options: use === 'bert.v1' ? { ...options, ...own } : own },
          heads: kind & 1 ? [{ ...text, use: head, options: more }] : [],
          objectives: kind & 2 ? [{ ...rtd, options: { generator: more } }] : [],
        });
        writeFileSync(join(directory, 'cloze.json'), JSON.stringify(manifest));
        writeFileSync(join(directory, 'config.json'), kind & 4 ? config : '{}');
        try {
          await (await load(directory, { backend })).dispose();
        } catch (error) {
          if (!ClozeError.is(error)) throw error;
        }
      }),
      { numRuns: 150 },
    );
  });
});

it('a tokenizer with more entries than there are word embeddings is refused', async () => {
  const directory = await folderOf('tokenizer', 'words');
  rmSync(join(directory, 'tokenizer.json'));
  writeFileSync(join(directory, 'vocab.txt'), `${readFileSync(join(folder, 'vocab.txt'), 'utf8')}on\nmats\n`);
  expect(await messageOf(() => load(directory, { backend }))).toBe(
    `A tokenizer has more entries than its model has word embeddings\n  where: ${directory}\n  received: 10 entries\n` +
      '  allowed: at most 8\n  fix: give the folder the tokenizer that the model was trained with',
  );
});
