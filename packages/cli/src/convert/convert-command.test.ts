import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useBackend } from '@cloze/backend/testing';
import { writeModelFolder, writeOnnx, type ModelManifest } from '@cloze/checkpoints';
import { createLabelSet, KeyedRandom } from '@cloze/contracts';
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
import { bert, createParameterFactory } from '@cloze/encoder-core';
import { extractiveQa, pairClassification, sequenceClassification, tokenClassification } from '@cloze/finetuning-heads';
import { mlm, nsp, rtd, sop } from '@cloze/pretraining-objectives';
import { loadTokenizer } from '@cloze/tokenizer';
import { add, div, erf, matMul, memory, mul, type Rank, type Tensor2D } from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../testing/message-of.js';
import { runCloze } from '../testing/run-cloze.js';
import { convertCommand } from './convert-command.js';

let folder: string;
const random = new KeyedRandom(3);
const labels = createLabelSet(['bad', 'good', 'fair']);
const options = bert.options.parse({ hiddenSize: 8, heads: 2, layers: 2, maxPositions: 8, initializerRange: 0.5 });
const IDS = [2, 5, 6, 7, 3];
const INPUT = {
  inputIds: Int32Array.from(IDS),
  segmentIds: new Int32Array(5),
  positionIds: Int32Array.of(0, 1, 2, 3, 4),
  exampleStarts: Int32Array.of(0, 5),
  partStarts: Int32Array.of(0, 5),
};

beforeAll(async () => {
  await useBackend('cpu');
  folder = mkdtempSync(join(tmpdir(), 'cloze-convert-'));
  await writeFile(join(folder, 'vocab.txt'), '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat\nsat\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What onnxruntime gives for the one example, after three tokens of padding. */
async function run(path: string): Promise<Record<string, number[]>> {
  const session = await InferenceSession.create(path);
  const row = (values: number[]) => new Tensor('int64', BigInt64Array.from([...values, 0, 0, 0], BigInt), [1, 8]);
  const feeds = { input_ids: row(IDS), attention_mask: row([1, 1, 1, 1, 1]), token_type_ids: row([0, 0, 0, 0, 0]) };
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
