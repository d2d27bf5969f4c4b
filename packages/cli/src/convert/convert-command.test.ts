import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useBackend } from '@cloze/backend/testing';
import { writeModelFolder, writeOnnx, type ModelManifest } from '@cloze/checkpoints';
import { createLabelSet, KeyedRandom, silentLogger } from '@cloze/contracts';
import {
  inference,
  toBatch,
  toEncoderInput,
  type Encoded,
  type Encoder,
  type Head,
  type NamedTensors,
  type Objective,
  type ParameterTable,
} from '@cloze/contracts/tensor';
import {
  bert,
  createParameterFactory,
  featureEncoder,
  maskedLanguageHead,
  nextSentenceHead,
  type FeatureLayers,
} from '@cloze/encoder-core';
import { extractiveQa, pairClassification, sequenceClassification, tokenClassification } from '@cloze/finetuning-heads';
import { mlm, nsp, rtd, sop } from '@cloze/pretraining-objectives';
import { loadTokenizer } from '@cloze/tokenizer';
import { add, div, erf, matMul, memory, mul, tensor1d, type Rank, type Tensor2D } from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPlugins } from '../config/load-plugins.js';
import { load } from '../model/loaded-model.js';
import { openModelSource } from '../model/model-source.js';
import { messageOf } from '../testing/message-of.js';
import { runCloze } from '../testing/run-cloze.js';
import { convertCommand } from './convert-command.js';

let folder: string;
const random = new KeyedRandom(3);
const labels = createLabelSet(['bad', 'good', 'fair']);
const options = bert.options.parse({ hiddenSize: 8, heads: 2, layers: 2, maxPositions: 8, initializerRange: 0.5 });
const IDS = [2, 5, 6, 7, 3];
const viewOf = (ids: readonly number[]) => ({
  inputIds: Int32Array.from(ids),
  segmentIds: new Int32Array(ids.length),
  positionIds: Int32Array.from(ids, (_, i) => i),
  exampleStarts: Int32Array.of(0, ids.length),
  partStarts: Int32Array.of(0, ids.length),
});
const inputOf = (ids: readonly number[]) => toEncoderInput(viewOf(ids));
const INPUT = viewOf(IDS);

beforeAll(async () => {
  await useBackend('cpu');
  folder = mkdtempSync(join(tmpdir(), 'cloze-convert-'));
  await writeFile(join(folder, 'vocab.txt'), '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat\nsat\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What onnxruntime gives for one example, padded to eight tokens. */
async function run(path: string, ids = IDS): Promise<Record<string, number[]>> {
  const session = await InferenceSession.create(path);
  const row = (value: (id: number) => number) => {
    const values = Array.from({ length: 8 }, (_, i) => (i < ids.length ? value(ids[i]) : 0));
    return new Tensor('int64', BigInt64Array.from(values, BigInt), [1, 8]);
  };
  const feeds = { input_ids: row((id) => id), attention_mask: row(() => 1), token_type_ids: row(() => 0) };
  const outputs = await session.run(feeds);
  await session.release();
  return Object.fromEntries(Object.entries(outputs).map(([name, { data }]) => [name, [...(data as Float32Array)]]));
}

describe('ONNX of heads', () => {
  const services = () => {
    const encoder = bert.create(options, { vocabularySize: 8, random });
    return { encoder, sizes: encoder.sizes, labels, parameters: createParameterFactory('task', random) };
  };
  const outputsOf = (head: Head, encoder: ReturnType<typeof services>['encoder']): NamedTensors => {
    const batch = toBatch({ epoch: 0, index: 0, views: { original: INPUT, corrupted: INPUT }, targets: {} });
    const input = toEncoderInput(INPUT);
    return head.outputs({ encode: () => encoder.encode(input), batch, targets: {}, mode: inference });
  };
  const column = (values: ArrayLike<number>, at: number, of: number) =>
    Array.from(values).filter((_, i) => i % of === at);

  it.each([
    ['sequence-classification.v1', sequenceClassification, {}],
    ['sequence-classification.v1 with a hidden layer', sequenceClassification, { hiddenSize: 4, pooler: false }],
    ['sequence-classification.v1 for numbers', sequenceClassification, { task: 'regression' }],
    ['pair-classification.v1', pairClassification, {}],
    ['token-classification.v1', tokenClassification, {}],
    ['extractive-qa.v1', extractiveQa, {}],
  ])('%s gives the numbers of the head', async (_name, plugin, given) => {
    const made = services();
    const head = (plugin as typeof sequenceClassification).create(
      (plugin as typeof sequenceClassification).options.parse(given),
      made,
    );
    const path = join(folder, 'head.onnx');
    const parameters = [...made.encoder.parameters, ...head.parameters];
    await writeOnnx(path, { encoder: made.encoder, parameters, parts: new Map([['task', head]]) });
    const outputs = await run(path);
    const expected = outputsOf(head, made.encoder)['logits'].dataSync();
    const received =
      plugin === (extractiveQa as unknown)
        ? [outputs['start_logits'].slice(0, 5), outputs['end_logits'].slice(0, 5)]
        : [outputs['logits'].slice(0, expected.length)];
    const wanted = received.length === 1 ? [[...expected]] : [column(expected, 0, 2), column(expected, 1, 2)];
    received.forEach((values, i) => values.forEach((value, at) => expect(value).toBeCloseTo(wanted[i][at], 5)));
    made.encoder.dispose();
    head.parameters.dispose();
  });
});

describe('ONNX of objectives', () => {
  /** x W^T + b, by the layer's parameters. */
  const affine = (x: Tensor2D, table: ParameterTable, name: string): Tensor2D =>
    add(matMul(x, table.get<Rank.R2>(`${name}.weight`), false, true), table.get(`${name}.bias`));
  const gelu = (x: Tensor2D): Tensor2D => mul(mul(x, 0.5), add(erf(div(x, Math.SQRT2)), 1));

  it.each<[string, unknown, (encoder: Encoder, encoded: Encoded, model: Objective) => Tensor2D]>([
    ['mlm.v1', mlm, (_encoder, { hidden }, { predict }) => predict!(hidden)],
    [
      'nsp.v1',
      nsp,
      (encoder, encoded, { parameters }) => affine(encoder.pooled!(encoded), parameters, 'cls.seq_relationship'),
    ],
    [
      'sop.v1',
      sop,
      (encoder, encoded, { parameters }) => affine(encoder.pooled!(encoded), parameters, 'cloze.task.classifier'),
    ],
    [
      'rtd.v1',
      rtd,
      (_encoder, { hidden }, { parameters }) =>
        affine(gelu(affine(hidden, parameters, 'cloze.task.dense')), parameters, 'cloze.task.prediction'),
    ],
  ])('%s gives the numbers of its output layer', async (name, plugin, expectedOf) => {
    const encoder = bert.create(options, { vocabularySize: 8, random });
    const { vocabulary } = await loadTokenizer(join(folder, 'vocab.txt'));
    const objective = plugin as typeof mlm;
    const made = objective.create(objective.options.parse({}), {
      encoder,
      sizes: encoder.sizes,
      vocabulary,
      parameters: createParameterFactory('task', random),
      random,
      createEncoder: (changes) =>
        bert.create(bert.options.parse({ ...options, ...changes }), {
          vocabularySize: 8,
          random,
          wordEmbeddings: () => encoder.wordEmbeddings(),
        }),
    });
    const path = join(folder, `${name}.onnx`);
    const parameters = [...encoder.parameters, ...made.parameters];
    await writeOnnx(path, { encoder, parameters, parts: new Map([['task', made]]) });
    const expected = expectedOf(encoder, encoder.encode(toEncoderInput(INPUT)), made).dataSync();
    const { logits } = await run(path);
    expected.forEach((value, at) => expect(logits[at]).toBeCloseTo(value, 5));
    encoder.dispose();
    made.parameters.dispose();
  });
});

describe('ONNX of heads on features of a frozen encoder', () => {
  const deep = bert.options.parse({ hiddenSize: 8, heads: 2, layers: 5, maxPositions: 8, initializerRange: 0.5 });

  /** A folder as `cloze finetune` with `features` writes it. */
  async function featureFolder(layers: FeatureLayers): Promise<string> {
    const directory = join(folder, `features-${layers}`);
    const encoder = bert.create(deep, { vocabularySize: 8, random });
    const features = createParameterFactory('features', random);
    const reads = featureEncoder(encoder, layers, features);
    const task = createParameterFactory('task', random);
    const services = { encoder: reads, sizes: reads.sizes, labels, parameters: task };
    sequenceClassification.create(sequenceClassification.options.parse({}), services);
    if (layers === 'mix') {
      features.table.get('cloze.features.scores').assign(tensor1d([0.4, -1, 2, 0.1, -0.5, 1]));
      features.table.get('cloze.features.scale').assign(mul(features.table.get('cloze.features.scale'), 1.7));
    }
    await writeModelFolder(directory, {
      config: encoder.modelConfig(),
      parameters: [...encoder.parameters, ...features.table, ...task.table],
      tokenizer: await loadTokenizer(join(folder, 'vocab.txt')),
      manifest: {
        formatVersion: 1,
        encoder: { use: 'bert.v1', options: deep },
        objectives: [],
        heads: [{ id: 'task', use: 'sequence-classification.v1', options: {}, labels: [...labels.names] }],
        features: { layers },
      },
    });
    for (const owner of [encoder, features.table, task.table]) owner.dispose();
    return directory;
  }

  it.each(['last4-mean', 'last4-concat', 'mix'] as const)('%s gives the predictions of cloze', async (layers) => {
    const from = await featureFolder(layers);
    const to = `${from}-onnx`;
    await convertCommand(from, to, { to: 'onnx', plugin: [], json: true });
    const model = await load(from);
    for (const text of ['the cat', 'sat', 'cat the sat cat the']) {
      const ids = [2, ...text.split(' ').map((word) => 5 + ['the', 'cat', 'sat'].indexOf(word)), 3];
      const { logits, last_hidden_state: hidden } = await run(join(to, 'onnx', 'model.onnx'), ids);
      const { probabilities } = (await model.predict({ text })) as { probabilities: Record<string, number> };
      const powers = logits.map(Math.exp);
      const sum = powers.reduce((a, b) => a + b);
      labels.names.forEach((name, i) => expect(powers[i] / sum).toBeCloseTo(probabilities[name], 5));
      const last = model.encoder.encode(inputOf(ids)).hidden.dataSync();
      last.forEach((value, at) => expect(hidden[at]).toBeCloseTo(value, 5));
    }
    await model.dispose();
  });

  it('names the features that an encoder does not offer in ONNX', async () => {
    const encoder = bert.create(options, { vocabularySize: 8, random });
    const { onnx } = encoder;
    const lastOnly: Encoder = { ...encoder, onnx: (graph, input) => ({ ...onnx!(graph, input), layers: undefined }) };
    const reads = featureEncoder(lastOnly, 'last4-mean', createParameterFactory('features', random));
    const services = { encoder: reads, sizes: reads.sizes, labels, parameters: createParameterFactory('task', random) };
    const head = tokenClassification.create(tokenClassification.options.parse({}), services);
    const model = { encoder, parameters: encoder.parameters, parts: new Map([['task', head]]) };
    const write = () => writeOnnx(join(folder, 'no.onnx'), { ...model, reads: new Map([['task', reads]]) });
    expect(await messageOf(write)).toBe(
      'The ONNX form of the encoder gives its last layer only\n  where: features.layers\n  received: "last4-mean"\n' +
        '  allowed: "last"\n  fix: let its `onnx` return `layers`, as that of "bert.v1" does',
    );
    encoder.dispose();
    head.parameters.dispose();
  });
});

describe('cloze convert', () => {
  /** A folder of cloze with a language head and a classifier. */
  async function modelFolder(name: string): Promise<string> {
    const directory = join(folder, name);
    const tokenizer = await loadTokenizer(join(folder, 'vocab.txt'));
    const encoder = bert.create(options, { vocabularySize: 8, random });
    const words = createParameterFactory('mlm', random);
    mlm.create(
      {},
      {
        encoder,
        sizes: encoder.sizes,
        vocabulary: tokenizer.vocabulary,
        parameters: words,
        random,
        createEncoder: () => encoder,
      },
    );
    const manifest: ModelManifest = {
      formatVersion: 1,
      encoder: { use: 'bert.v1', options },
      objectives: [{ id: 'mlm', use: 'mlm.v1', options: {} }],
      heads: [],
    };
    const parameters = [...encoder.parameters, ...words.table];
    await writeModelFolder(directory, { config: encoder.modelConfig(), parameters, manifest, tokenizer });
    return directory;
  }

  it('writes the folder of transformers, bit for bit the same weights', async () => {
    const from = await modelFolder('from');
    const to = join(folder, 'to');
    const { stdout, code } = await runCloze(['convert', from, to]);
    expect([code, stdout]).toEqual([0, `${to}: 44 tensors\n`]);
    const file = 'model.safetensors';
    expect(readFileSync(join(to, file)).equals(readFileSync(join(from, file)))).toBe(true);
    expect(JSON.parse(readFileSync(join(to, 'config.json'), 'utf8'))).toMatchObject({
      architectures: ['BertForMaskedLM'],
    });
    expect(existsSync(join(to, 'tokenizer.json'))).toBe(true);
  });

  it('writes ONNX with the files that transformers.js reads beside it', async () => {
    const from = await modelFolder('source');
    const to = join(folder, 'onnx');
    const before = memory().numTensors;
    await convertCommand(from, to, { to: 'onnx', plugin: [], json: true });
    expect(memory().numTensors).toBe(before);
    expect(Object.keys(await run(join(to, 'onnx', 'model.onnx'))).sort()).toEqual(['last_hidden_state', 'logits']);
    expect(JSON.parse(readFileSync(join(to, 'config.json'), 'utf8'))).toMatchObject({
      model_type: 'bert',
      architectures: ['BertForMaskedLM'],
    });
    expect(await messageOf(() => convertCommand(from, to, { to: 'onnx', plugin: [] }))).toContain(
      'The folder is not empty',
    );
  });

  it('names the class of an ELECTRA', async () => {
    const electra = bert.options.parse({ hiddenSize: 8, embeddingSize: 6, heads: 2, layers: 1, pooler: false });
    const encoder = bert.create(electra, { vocabularySize: 8, random });
    const [from, to] = [join(folder, 'electra'), join(folder, 'electra-onnx')];
    const tokenizer = await loadTokenizer(join(folder, 'vocab.txt'));
    await writeModelFolder(from, { config: encoder.modelConfig(), parameters: encoder.parameters, tokenizer });
    encoder.dispose();
    await convertCommand(from, to, { to: 'onnx', plugin: [], json: true });
    expect(JSON.parse(readFileSync(join(to, 'config.json'), 'utf8'))).toMatchObject({
      model_type: 'electra',
      architectures: ['ElectraModel'],
    });
  });

  it('leaves out a head that is to be trained, so that the encoder loads', async () => {
    const from = await modelFolder('headless');
    const to = join(folder, 'headless-out');
    rmSync(join(from, 'cloze.json'));
    const path = join(from, 'config.json');
    const config = JSON.parse(readFileSync(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...config, architectures: ['BertForTokenClassification'] }));
    expect(await messageOf(() => load(from))).toContain(
      `  fix: get the whole model again, or leave the head out: \`cloze convert --allow-missing ${from} OUT\``,
    );
    await convertCommand(from, to, { to: 'transformers', plugin: [], allowMissing: true, json: true });
    await (await load(to)).dispose();
    const table = (await loadPlugins()).table;
    const source = await openModelSource(to, table, silentLogger, 'encoder');
    expect(source.parts.encoder.plugin.name).toBe('bert.v1');
    await source.close();
  });

  it('loads the modules given, and says which plugins of the model are not there', async () => {
    const from = await modelFolder('plugins');
    const to = join(folder, 'plugins-out');
    const none = join(folder, 'none.mjs');
    expect(await messageOf(() => convertCommand(from, to, { to: 'transformers', plugin: [none] }))).toBe(
      `Plugin module "${none}" does not exist\n  where: --plugin[0]\n  received: ${none}\n` +
        '  allowed: a .ts, .js or .mjs file; relative paths start from the folder of the config',
    );
    const path = join(from, 'cloze.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8')) as object;
    const heads = [{ id: 'task', use: 'mood.v1', options: {}, labels: [] }];
    await writeFile(path, JSON.stringify({ ...manifest, heads }));
    expect(await messageOf(() => convertCommand(from, to, { to: 'transformers', plugin: [] }))).toMatch(
      new RegExp(
        `^The head "task" of the model needs the plugin "mood.v1", which is not there\n  where: ${path}: heads\\[0\\]\n` +
          '  received: "mood.v1"\n  allowed: .*\n  fix: name the module that defines it with --plugin FILE',
      ),
    );
    expect(existsSync(to)).toBe(false);
    const module = join(folder, 'mood.mjs');
    await writeFile(
      module,
      "import { defineHead } from '@cloze/contracts/tensor';\nimport { z } from 'zod';\n" +
        "export default defineHead({ name: 'mood.v1', summary: 'Moods.', options: z.object({}),\n" +
        "accepts: 'classification', targets: () => {}, create: () => {}, decode: () => [] });\n",
    );
    await convertCommand(from, to, { to: 'transformers', plugin: [module], json: true });
    expect(existsSync(to)).toBe(true);
  });

  it('copies a tokenizer of transformers that it cannot read, and says so', async () => {
    const from = await modelFolder('strange');
    const to = join(folder, 'strange-out');
    const path = join(from, 'tokenizer.json');
    const tokenizer = JSON.parse(readFileSync(path, 'utf8')) as object;
    await writeFile(path, JSON.stringify({ ...tokenizer, pre_tokenizer: { type: 'Moonlight' } }));
    const failed = await messageOf(() => convertCommand(from, to, { to: 'transformers', plugin: [] }));
    expect(failed).toContain('Moonlight');
    rmSync(join(from, 'cloze.json'));
    const { stderr, code } = await runCloze(['convert', from, to]);
    expect([code, stderr]).toEqual([
      0,
      `warning: cloze cannot read the tokenizer (${failed.split('\n')[0]}): its files are copied as they are, and the new folder loads in ` +
        'transformers only: tokenizer.json, tokenizer_config.json, vocab.txt\n',
    ]);
    expect(readFileSync(join(to, 'tokenizer.json')).equals(readFileSync(path))).toBe(true);
  });

  it('gives the logits of the class that transformers.js reads, whatever is beside them', async () => {
    const encoder = bert.create(options, { vocabularySize: 8, random });
    const parameters = createParameterFactory('pretraining', random);
    maskedLanguageHead(parameters, encoder);
    nextSentenceHead(parameters, encoder.sizes);
    const [from, to] = [join(folder, 'pretraining'), join(folder, 'pretraining-onnx')];
    const tokenizer = await loadTokenizer(join(folder, 'vocab.txt'));
    const all = [...encoder.parameters, ...parameters.table];
    await writeModelFolder(from, { config: encoder.modelConfig(), parameters: all, tokenizer });
    for (const owner of [encoder, parameters.table]) owner.dispose();
    await convertCommand(from, to, { to: 'onnx', plugin: [], json: true });
    const outputs = await run(join(to, 'onnx', 'model.onnx'));
    expect(Object.keys(outputs).sort()).toEqual(['last_hidden_state', 'logits', 'nsp.logits']);
    expect(outputs['logits']).toHaveLength(8 * 8);
  });

  it('makes no ONNX file with weights missing', async () => {
    expect(await messageOf(() => convertCommand('a', 'b', { to: 'onnx', plugin: [], allowMissing: true }))).toBe(
      'An ONNX file needs every weight\n  where: --allow-missing\n  received: --to onnx\n  allowed: --to transformers\n' +
        '  fix: train the head first, or leave the option out',
    );
  });

  it('says which formats there are', async () => {
    expect(await messageOf(() => convertCommand('a', 'b', { to: 'onxx', plugin: [] }))).toBe(
      'Wrong value of --to\n  where: --to\n  received: onxx\n  allowed: transformers, onnx\n  fix: did you mean "onnx"?',
    );
  });
});
