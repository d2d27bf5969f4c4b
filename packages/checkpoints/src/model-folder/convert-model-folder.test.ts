import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openSafetensors } from '../safetensors/safetensors-file.js';
import type { FloatDtype } from '../safetensors/stored-dtype.js';
import { writeSafetensors, type TensorToStore } from '../safetensors/write-safetensors.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { checkModelFolder } from './check-model-folder.js';
import { convertModelFolder, type ConvertOptions } from './convert-model-folder.js';
import { readModelFolder } from './read-model-folder.js';
import { tensorLayout } from './tensor-layout.js';

const newFolder = temporaryFolders();
const shared = join(process.env['CLOZE_DATA'] ?? new URL('../../../../../shared/data', import.meta.url).pathname, '..');
const SIZES = {
  vocab_size: 7,
  hidden_size: 4,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 6,
  max_position_embeddings: 5,
};
const BERT = { model_type: 'bert', ...SIZES };
const ELECTRA = { model_type: 'electra', embedding_size: 3, ...SIZES };

/** A folder of a model of this config, every tensor of its class filled with its own numbers. */
async function folderOf(
  config: Record<string, unknown>,
  {
    dtype = 'F32' as FloatDtype,
    rename = (name: string) => name,
    change = (tensors: TensorToStore[]): TensorToStore[] => tensors,
  } = {},
): Promise<string> {
  const directory = newFolder();
  const { required } = tensorLayout(config, 'config.json');
  const tensors = Array.from(required, ([name, shape], i): TensorToStore => {
    const count = shape.reduce((product, size) => product * size, 1);
    return {
      name: rename(name),
      dtype,
      shape,
      values: () => Float32Array.from({ length: count }, (_, at) => (i + 1) * 0.37 + at / 7),
    };
  });
  await writeSafetensors(join(directory, 'model.safetensors'), change(tensors), { metadata: { format: 'pt' } });
  writeFileSync(join(directory, 'config.json'), JSON.stringify(config));
  return directory;
}

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const { close } of opened.splice(0)) await close();
});

async function convert(from: string, options?: ConvertOptions) {
  const folder = await readModelFolder(from);
  opened.push(folder);
  const target = join(newFolder(), 'converted');
  const report = await convertModelFolder(folder, target, options);
  return { target, report };
}

async function architectures(directory: string): Promise<unknown> {
  const folder = await readModelFolder(directory);
  opened.push(folder);
  return folder.config['architectures'];
}

/** Every tensor's type, shape and bytes by key. */
async function contentOf(directory: string): Promise<Record<string, string>> {
  const file = await openSafetensors(join(directory, 'model.safetensors'));
  const content: Record<string, string> = {};
  for (const { name, dtype, shape } of file.tensors.values()) {
    const chunks: Buffer[] = [];
    for await (const chunk of file.chunks(name)) chunks.push(Buffer.from(chunk));
    content[name] = `${dtype} [${shape.join()}] ${Buffer.concat(chunks).toString('hex')}`;
  }
  await file.close();
  return content;
}

describe('convertModelFolder', () => {
  it.each(['F32', 'F16', 'BF16'] as const)('keeps every byte of %s, twice over', async (dtype) => {
    const from = await folderOf({ ...BERT, architectures: ['BertForPreTraining'] }, { dtype });
    const { target, report } = await convert(from);
    expect(await contentOf(target)).toEqual(await contentOf(from));
    const again = await convert(target);
    expect(readFileSync(join(again.target, 'model.safetensors'))).toEqual(
      readFileSync(join(target, 'model.safetensors')),
    );
    expect(report.written).toHaveLength(30);
    expect(report.missing).toEqual([]);
  });

  it.each([
    'BertModel',
    'BertForMaskedLM',
    'BertForNextSentencePrediction',
    'BertForSequenceClassification',
    'BertForTokenClassification',
    'BertForQuestionAnswering',
    'BertForMultipleChoice',
  ])('writes a %s under its keys', async (architecture) => {
    const config = { ...BERT, architectures: [architecture], id2label: { 0: 'a', 1: 'b', 2: 'c' } };
    const from = await folderOf(config);
    const { target } = await convert(from);
    expect(await contentOf(target)).toEqual(await contentOf(from));
    expect(JSON.parse(readFileSync(join(target, 'config.json'), 'utf8'))).toEqual(config);
  });

  it.each([
    ['ElectraForPreTraining', 'discriminator_predictions.dense_prediction.weight'],
    ['ElectraForMaskedLM', 'generator_lm_head.bias'],
    ['ElectraForSequenceClassification', 'classifier.out_proj.weight'],
    ['ElectraForTokenClassification', 'classifier.weight'],
    ['ElectraForQuestionAnswering', 'qa_outputs.weight'],
    ['ElectraModel', 'electra.embeddings_project.weight'],
  ])('writes an %s under its keys', async (architecture, key) => {
    const rename = (name: string) => name.replace('bert.', 'electra.');
    const from = await folderOf({ ...ELECTRA, architectures: [architecture] }, { rename });
    const content = await contentOf(from);
    expect(Object.keys(content)).toContain(key);
    expect(await contentOf((await convert(from)).target)).toEqual(content);
  });

  it('reads gamma and beta, keys of a bare model, tied copies and counters', async () => {
    const rename = (name: string) =>
      name
        .replace(/^bert\./, '')
        .replace('LayerNorm.weight', 'LayerNorm.gamma')
        .replace('LayerNorm.bias', 'LayerNorm.beta');
    const old = await folderOf(
      { ...BERT, architectures: ['BertForMaskedLM'] },
      {
        rename,
        change: (tensors) => [
          ...tensors,
          ...tensors
            .filter(({ name }) => name === 'embeddings.word_embeddings.weight')
            .map((tensor) => ({ ...tensor, name: 'cls.predictions.decoder.weight' })),
          { name: 'embeddings.position_ids', dtype: 'F32', shape: [1, 5], values: () => new Float32Array(5) },
        ],
      },
    );
    const { target, report } = await convert(old);
    const plain = await folderOf({ ...BERT, architectures: ['BertForMaskedLM'] });
    expect(await contentOf(target)).toEqual(await contentOf(plain));
    expect(report.passedOver).toEqual(['cls.predictions.decoder.weight', 'bert.embeddings.position_ids']);
  });

  it('lists what is missing, left over and of another shape, and writes nothing', async () => {
    const from = await folderOf(
      { ...BERT, architectures: ['BertForQuestionAnswering'] },
      {
        change: (tensors) => [
          ...tensors.filter(({ name }) => !/^qa_outputs|pooler/.test(name)),
          { name: 'lm_head.weight', dtype: 'F32', shape: [1], values: () => new Float32Array(1) },
        ],
      },
    );
    const wider = { ...BERT, architectures: ['BertForQuestionAnswering'], vocab_size: 9 };
    writeFileSync(join(from, 'config.json'), JSON.stringify(wider));
    const target = join(newFolder(), 'converted');
    const folder = await readModelFolder(from);
    await expect(convertModelFolder(folder, target)).rejects.toThrow(
      `The weights of a model folder do not fit its config\n  where: ${from}\n` +
        '  received: 2 missing: qa_outputs.weight, qa_outputs.bias; 1 extra: lm_head.weight; ' +
        '1 misshapen: bert.embeddings.word_embeddings.weight is [7, 4] there, [9, 4] by the config\n' +
        '  allowed: the tensors that config.json speaks of, and those of the parts that cloze.json names\n' +
        '  fix: get the whole model, or give --allow-missing for a head that is to be trained',
    );
    await folder.close();
    expect(existsSync(target)).toBe(false);
  });

  it('keeps the tensors of the parts that cloze.json names, and of no others', async () => {
    const names = [
      'cloze.entities.emissions.weight',
      'cloze.features.mix',
      'generator.bert.embeddings_project.bias',
      'cls.predictions.bias',
      'cloze.junk.weight',
      'junk.weight',
    ];
    const from = await folderOf(BERT, {
      change: (tensors) => [
        ...tensors,
        ...names.map((name): TensorToStore => ({ name, dtype: 'F32', shape: [7], values: () => new Float32Array(7) })),
      ],
    });
    const write = (manifest: object) =>
      writeFileSync(
        join(from, 'cloze.json'),
        JSON.stringify({ formatVersion: 1, encoder: { use: 'bert.v1', options: {} }, ...manifest }),
      );
    const heads = [{ id: 'entities', use: 'crf-tagging.v1', options: {}, labels: ['O'] }];
    write({ heads, features: { layers: 'mix' } });
    const message = (extra: string) =>
      `The weights of a model folder do not fit its config\n  where: ${from}\n  received: ${extra}\n` +
      '  allowed: the tensors that config.json speaks of, and those of the parts that cloze.json names';
    await expect(convert(from)).rejects.toThrow(message('2 extra: cloze.junk.weight, junk.weight'));
    write({});
    await expect(convert(from)).rejects.toThrow('  received: 5 extra: cloze.entities.emissions.weight, ');
    write({ heads: [...heads, { ...heads[0], id: 'junk' }] });
    await expect(convert(from)).rejects.toThrow(message('2 extra: cloze.features.mix, junk.weight'));
  });

  it('takes keys by their own names, whatever every object has, and keeps the heads of pretraining beside its class', async () => {
    const more = (...names: [string, number[]][]) => ({
      change: (tensors: TensorToStore[]) => [
        ...tensors,
        ...names.map(([name, shape]): TensorToStore => ({
          name,
          dtype: 'F32',
          shape,
          values: () => new Float32Array(shape.reduce((product, size) => product * size, 1)),
        })),
      ],
    });
    const config = { ...BERT, architectures: ['BertForMaskedLM'] };
    await expect(convert(await folderOf(config, more(['constructor', [1]], ['toString', [1]])))).rejects.toThrow(
      '  received: 2 extra: constructor, toString\n',
    );
    // As in the folder of bert-base-uncased.
    const sentences: [string, number[]][] = [
      ['cls.seq_relationship.weight', [2, 4]],
      ['cls.seq_relationship.bias', [2]],
    ];
    const { report } = await convert(await folderOf(config, more(...sentences)));
    expect(report.written).toContain('cls.seq_relationship.weight');
  });

  it('writes a tied parameter that was saved as its copy alone', async () => {
    const config = { ...BERT, architectures: ['BertForMaskedLM'] };
    const rename = (name: string) => (name === 'cls.predictions.bias' ? 'cls.predictions.decoder.bias' : name);
    const { target } = await convert(await folderOf(config, { rename }));
    expect(Object.keys(await contentOf(target))).toContain('cls.predictions.bias');
  });

  it('does without a head that is to be trained when told to, never without a part of the encoder', async () => {
    const drop = (pattern: RegExp) => ({
      change: (all: TensorToStore[]) => all.filter(({ name }) => !pattern.test(name)),
    });
    const config = { ...BERT, architectures: ['BertForTokenClassification'] };
    const { report, target } = await convert(await folderOf(config, drop(/^classifier/)), { allowMissing: true });
    expect(report.missing).toEqual(['classifier.weight', 'classifier.bias']);
    expect(await architectures(target)).toEqual(['BertModel']);
    await expect(convert(await folderOf(config, drop(/query/)), { allowMissing: true })).rejects.toThrow(
      '2 missing: bert.encoder.layer.0.attention.self.query.weight, bert.encoder.layer.0.attention.self.query.bias',
    );
  });

  it.each([
    [BERT, 'BertForPreTraining', /^cls\.seq/, 'BertForMaskedLM'],
    [BERT, 'BertForPreTraining', /^cls\.predictions\.bias/, 'BertModel'],
    [ELECTRA, 'ElectraForMaskedLM', /^generator_predictions/, 'ElectraModel'],
    [ELECTRA, 'ElectraForTokenClassification', /^classifier\.bias/, 'ElectraModel'],
  ])('names the class of what is there: of a %o, a %s without %s', async (sizes, architecture, pattern, expected) => {
    const change = (all: TensorToStore[]) => all.filter(({ name }) => !pattern.test(name));
    const from = await folderOf({ ...sizes, architectures: [architecture] }, { change });
    const { target } = await convert(from, { allowMissing: true });
    expect(await architectures(target)).toEqual([expected]);
    const written = await readModelFolder(target);
    opened.push(written);
    expect(checkModelFolder(written).size).toBeGreaterThan(20);
  });

  it('leaves out of cloze.json the head that has weights missing', async () => {
    const change = (all: TensorToStore[]) => [
      ...all.filter(({ name }) => !/^classifier/.test(name)),
      { name: 'cloze.task.mix', dtype: 'F32' as const, shape: [1], values: () => new Float32Array(1) },
    ];
    const from = await folderOf({ ...BERT, architectures: ['BertForTokenClassification'] }, { change });
    const heads = [{ id: 'task', use: 'token-classification.v1', options: {}, labels: ['a', 'b'] }];
    const manifest = { formatVersion: 1, encoder: { use: 'bert.v1', options: {} }, objectives: [] };
    writeFileSync(join(from, 'cloze.json'), JSON.stringify({ ...manifest, heads }));
    const { report, target } = await convert(from, { allowMissing: true });
    expect(report.passedOver).toEqual(['cloze.task.mix']);
    expect(JSON.parse(readFileSync(join(target, 'cloze.json'), 'utf8'))).toEqual({ ...manifest, heads: [] });
  });

  it('refuses a decoder that is not tied, sizes that are none, and other kinds of models', async () => {
    const untied = await folderOf(
      { ...BERT, architectures: ['BertForMaskedLM'] },
      {
        change: (tensors) => [
          ...tensors,
          { name: 'cls.predictions.decoder.weight', dtype: 'F32', shape: [7, 4], values: () => new Float32Array(28) },
        ],
      },
    );
    await expect(convert(untied)).rejects.toThrow('A model has a decoder of its own, not tied to the word embeddings');
    const wrong = await folderOf(BERT);
    const withConfig = (config: object) => (
      writeFileSync(join(wrong, 'config.json'), JSON.stringify(config)),
      convert(wrong)
    );
    await expect(withConfig({ ...BERT, num_hidden_layers: 1e6 })).rejects.toThrow(
      `A size in the config of a model is no size\n  where: ${wrong}/config.json: num_hidden_layers\n` +
        '  received: 1000000\n  allowed: a whole number from 1 to 1024',
    );
    await expect(withConfig({ model_type: 'gpt2' })).rejects.toThrow(
      `The tensors of this kind of model are not known\n  where: ${wrong}/config.json\n` +
        '  received: "model_type": "gpt2"\n  allowed: "bert", "electra"',
    );
  });

  it('writes the tokenizer with the model', async () => {
    const tokenizer = { save: (directory: string) => writeFile(join(directory, 'vocab.txt'), '[PAD]\n') };
    const { target } = await convert(await folderOf(BERT), { tokenizer });
    expect(readdirSync(target).sort()).toEqual(['config.json', 'model.safetensors', 'vocab.txt']);
  });
});

const toy = join(shared, 'data/checkpoints/tf_bert_toy_checkpoint');
const absent = !existsSync(toy);
describe.skipIf(absent)(`a TensorFlow 1 checkpoint${absent ? ' (skipped: shared data absent)' : ''}`, () => {
  it.each(['.', 'older_5e7e4e7'])('of BERT becomes a folder of transformers (%s)', async (part) => {
    const { target, report } = await convert(join(toy, part));
    expect(report.missing).toEqual([]);
    expect(JSON.parse(readFileSync(join(target, 'config.json'), 'utf8'))).toMatchObject({
      model_type: 'bert',
      architectures: ['BertForPreTraining'],
      hidden_size: 4,
    });
    const file = await openSafetensors(join(target, 'model.safetensors'));
    const data = readFileSync(join(toy, 'bert_model.ckpt.data-00000-of-00001'));
    // Where the word embeddings are is what the index says at their name, read off a dump of it.
    const words = new Float32Array(Uint8Array.from(data.subarray(0x3c0, 0x3c0 + 240)).buffer);
    if (part === '.') expect(await file.read('bert.embeddings.word_embeddings.weight')).toEqual(words);
    expect(file.tensors.get('bert.encoder.layer.1.intermediate.dense.weight')?.shape).toEqual([16, 4]);
    expect(file.tensors.get('cls.seq_relationship.weight')?.shape).toEqual([2, 4]);
    await file.close();
  });
});

const miniLm = join(shared, 'models/all-MiniLM-L6-v2-fp16');
const noModel = !existsSync(miniLm);
it.skipIf(noModel)(`MiniLM keeps its float16 weights${noModel ? ' (skipped: shared models absent)' : ''}`, async () => {
  const { target } = await convert(miniLm);
  const [before, after] = [await contentOf(miniLm), await contentOf(target)];
  expect(after).toEqual(Object.fromEntries(Object.entries(before).map(([key, value]) => [`bert.${key}`, value])));
  expect(Object.values(after)[0]).toMatch(/^F16 /);
});
