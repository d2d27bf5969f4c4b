import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useBackend } from '@cloze/backend/testing';
import { writeModelFolder } from '@cloze/checkpoints';
import { ClozeError, createLabelSet, KeyedRandom, silentLogger } from '@cloze/contracts';
import type { HeadServices } from '@cloze/contracts/tensor';
import {
  bert,
  createParameterFactory,
  dense,
  keyScope,
  maskedLanguageHead,
  nextSentenceHead,
} from '@cloze/encoder-core';
import { extractiveQa, sequenceClassification, tokenClassification } from '@cloze/finetuning-heads';
import { loadTokenizer } from '@cloze/tokenizer';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../testing/message-of.js';
import { load } from './loaded-model.js';

let folder: string;
const random = new KeyedRandom(1);
const backend = 'cpu';
const options = bert.options.parse({ hiddenSize: 8, heads: 2, layers: 1, maxPositions: 16 });
const labels = createLabelSet(['bad', 'good']);

beforeAll(async () => {
  await useBackend('cpu');
  folder = mkdtempSync(join(tmpdir(), 'cloze-foreign-'));
  await writeFile(join(folder, 'vocab.txt'), '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat\nsat\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A folder as transformers writes it: without a manifest of cloze. */
async function foreign(name: string, plugin: unknown, own = options, names = labels): Promise<string> {
  const head = plugin as typeof sequenceClassification;
  const encoder = bert.create(own, { vocabularySize: 8, random });
  const parameters = createParameterFactory('task', random);
  const made = head.create(head.options.parse({}), { encoder, sizes: encoder.sizes, labels: names, parameters });
  const directory = join(folder, name);
  await writeModelFolder(directory, {
    config: { ...encoder.modelConfig(), ...made.modelConfig?.() },
    parameters: [...encoder.parameters, ...made.parameters],
    tokenizer: await loadTokenizer(join(folder, 'vocab.txt')),
  });
  return directory;
}

const readConfig = async (directory: string) =>
  JSON.parse(await readFile(join(directory, 'config.json'), 'utf8')) as Record<string, unknown>;

/** Changes the config of a folder; undefined takes a field away. */
async function configure(directory: string, changes: Record<string, unknown>): Promise<void> {
  writeFileSync(join(directory, 'config.json'), JSON.stringify({ ...(await readConfig(directory)), ...changes }));
}

type Pretraining = (services: HeadServices) => unknown;

/** No head but the layers it is given. */
const bare = (layers: Pretraining) => (_options: unknown, services: HeadServices) => {
  layers(services);
  return { parameters: services.parameters.table };
};

/** The head of `BertForMultipleChoice`. */
const choice = bare(({ parameters, sizes }) =>
  dense(keyScope(parameters, 'classifier'), { inputSize: sizes.hiddenSize, outputSize: 1, initializerRange: 0.02 }),
);

describe('a folder that transformers wrote', () => {
  it('predicts with the head of its class', async () => {
    const text = await load(await foreign('text', sequenceClassification), { backend });
    expect(await text.predict({ text: 'the cat' })).toMatchObject({
      probabilities: { bad: expect.any(Number) as number },
    });
    await text.dispose();
    const words = await load(await foreign('words', tokenClassification), { backend });
    expect(words.heads.map(({ id }) => id)).toEqual(['task']);
    expect(await words.predict({ words: ['the', 'cat'] })).toHaveProperty('tags');
    await words.dispose();
    const question = await load(await foreign('question', extractiveQa), { backend });
    expect(await question.predict({ question: 'the cat', context: 'the cat sat' })).toHaveProperty('answer');
    await question.dispose();
  });

  it('may be an ELECTRA, whose embeddings are projected', async () => {
    const electra = bert.options.parse({ hiddenSize: 8, embeddingSize: 6, heads: 2, layers: 1, pooler: false });
    const encoder = bert.create(electra, { vocabularySize: 8, random });
    const directory = join(folder, 'electra');
    const tokenizer = await loadTokenizer(join(folder, 'vocab.txt'));
    await writeModelFolder(directory, { config: encoder.modelConfig(), parameters: encoder.parameters, tokenizer });
    expect((await readFile(join(directory, 'model.safetensors'))).toString('latin1')).toContain(
      '"electra.embeddings_project.bias"',
    );
    const model = await load(directory, { backend });
    const [before, after] = [encoder, model.encoder].map(({ parameters }) =>
      Array.from(parameters, ({ name, variable }) => [name, [...variable.dataSync()]]),
    );
    expect(after).toEqual(before);
    expect(model.encoder.modelConfig()).toMatchObject({ model_type: 'electra', embedding_size: 6 });
    encoder.dispose();
    await model.dispose();
  });

  it('may be an ELECTRA with the head of its class', async () => {
    const electra = bert.options.parse({ hiddenSize: 8, embeddingSize: 6, heads: 2, layers: 1, pooler: false });
    const words = await load(await foreign('electra-words', tokenClassification, electra), { backend });
    expect(words.headIds).toEqual(['task']);
    expect(await words.predict({ words: ['the', 'cat'] })).toHaveProperty('tags');
    await words.dispose();
    const question = await foreign('electra-question', extractiveQa, electra);
    expect(await readConfig(question)).toMatchObject({ architectures: ['ElectraForQuestionAnswering'] });
    const answering = await load(question, { backend });
    expect(await answering.predict({ question: 'the cat', context: 'the cat sat' })).toHaveProperty('answer');
    await answering.dispose();
  });

  it('says of a class that cloze has no part for that its encoder alone is used', async () => {
    const directory = await foreign('choice', { ...sequenceClassification, create: choice });
    const config = await readConfig(directory);
    writeFileSync(
      join(directory, 'config.json'),
      JSON.stringify({ ...config, architectures: ['BertForMultipleChoice'] }),
    );
    const lines: string[] = [];
    const logger = { ...silentLogger, info: (line: string) => void lines.push(line) };
    const model = await load(directory, { backend, logger });
    expect(lines.at(-1)).toBe(`weights of ${directory} that are not used: classifier.bias, classifier.weight`);
    expect(await messageOf(() => model.predict({ text: 'the cat' }))).toBe(
      `The model has no heads to predict with\n  where: ${directory}\n` +
        '  received: BertForMultipleChoice, whose head cloze does not have: its encoder alone is used\n' +
        '  allowed: a model that `cloze finetune` made, or one of a class that docs/model-formats.md lists',
    );
    expect(await messageOf(() => model.fillMask('the [MASK]'))).toBe(
      `The model cannot fill masks\n  where: ${directory}\n` +
        '  received: BertForMultipleChoice, whose head cloze does not have: its encoder alone is used\n' +
        '  allowed: a model with an objective that predicts words, such as mlm.v1',
    );
    await model.dispose();
  });

  it('has the output layers of pretraining that its class has', async () => {
    const both: Pretraining = ({ parameters, encoder }) => {
      maskedLanguageHead(parameters, encoder);
      nextSentenceHead(parameters, encoder.sizes);
    };
    const sentences: Pretraining = ({ parameters, encoder }) => nextSentenceHead(parameters, encoder.sizes);
    for (const [name, layers, ids] of [
      ['pretraining', both, ['mlm', 'nsp']],
      ['sentences', sentences, ['nsp']],
    ] as const) {
      const model = await load(await foreign(name, { ...sequenceClassification, create: bare(layers) }), { backend });
      expect(model.objectives.map(({ id }) => id)).toEqual(ids);
      await model.dispose();
    }
  });

  it('of one output gives a number where its config does not say what it is for', async () => {
    const directory = await foreign('number', sequenceClassification, options, createLabelSet(['LABEL_0']));
    for (const unsaid of [{ id2label: undefined, num_labels: 1 }, { id2label: { 0: 'LABEL_0' } }]) {
      await configure(directory, { ...unsaid, problem_type: undefined });
      const model = await load(directory, { backend });
      expect(await model.predict({ text: 'the cat' })).toEqual({ value: expect.any(Number) as number });
      await model.dispose();
    }
    await configure(directory, { problem_type: 'single_label_classification' });
    const labelled = await load(directory, { backend });
    expect(await labelled.predict({ text: 'the cat' })).toEqual({ label: 'LABEL_0', probabilities: { LABEL_0: 1 } });
    await labelled.dispose();
  });

  it('has the labels that transformers counts where its config names none', async () => {
    const three = createLabelSet(['x', 'y', 'z']);
    const directory = await foreign('unnamed', sequenceClassification, options, three);
    await configure(directory, { id2label: undefined, label2id: undefined, num_labels: 3, problem_type: undefined });
    const model = await load(directory, { backend });
    expect(model.heads[0].labels.names).toEqual(['LABEL_0', 'LABEL_1', 'LABEL_2']);
    await model.dispose();
    await configure(directory, { num_labels: undefined });
    expect(await messageOf(() => load(directory, { backend }))).toContain(
      '2 misshapen: classifier.bias is [3] there, [2] by the config',
    );
  });

  it('says that two of its labels have one name', async () => {
    const directory = await foreign('twice', sequenceClassification, options, createLabelSet(['x', 'y', 'z']));
    await configure(directory, { id2label: { 0: 'x', 1: 'y', 2: 'x' } });
    expect(await messageOf(() => load(directory, { backend }))).toBe(
      `Two labels of a model have one name\n  where: ${directory}/config.json: id2label\n` +
        '  received: "x" for 0 and 2\n  allowed: another name for each number\n' +
        '  fix: rename one of them there, and in label2id',
    );
  });

  it('fills no masks with an output layer for next tokens', async () => {
    const words: Pretraining = ({ parameters, encoder }) => maskedLanguageHead(parameters, encoder);
    const directory = await foreign('next', { ...sequenceClassification, create: bare(words) });
    await configure(directory, { architectures: ['BertLMHeadModel'] });
    const model = await load(directory, { backend });
    expect(await messageOf(() => model.fillMask('the [MASK]'))).toContain(
      '  received: BertLMHeadModel, whose head cloze does not have: its encoder alone is used\n',
    );
    await model.dispose();
    await configure(directory, { is_decoder: true });
    expect(await messageOf(() => load(directory, { backend }))).toContain('config.json: is_decoder\n  received: true');
  });

  it('says that its labels are not in order', async () => {
    const directory = await foreign('labels', sequenceClassification);
    const path = join(directory, 'config.json');
    const config = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...config, id2label: { 0: 'a', 2: 'b' } }));
    expect(await messageOf(() => load(directory, { backend }))).toBe(
      `The labels of a model are not in order\n  where: ${directory}/config.json: id2label\n` +
        '  received: {"0":"a","2":"b"}\n  allowed: a name for each number from 0 on',
    );
  });
});

describe('a config from anywhere', () => {
  it('does not make a large model of a small file', async () => {
    const directory = await foreign('large', tokenClassification);
    const path = join(directory, 'config.json');
    const config = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...config, intermediate_size: 2 ** 40 }));
    expect(await messageOf(() => load(directory, { backend }))).toBe(
      `The weights of a model folder do not fit its config\n  where: ${directory}\n` +
        '  received: 3 misshapen: bert.encoder.layer.0.intermediate.dense.bias is [32] there, [1099511627776] by the config, ' +
        'bert.encoder.layer.0.intermediate.dense.weight is [32, 8] there, [1099511627776, 8] by the config, ' +
        'bert.encoder.layer.0.output.dense.weight is [8, 32] there, [8, 1099511627776] by the config\n' +
        '  allowed: the tensors that config.json speaks of, and those of the parts that cloze.json names\n' +
        '  fix: get the whole model again',
    );
    writeFileSync(path, JSON.stringify(config));
    const manifest = { formatVersion: 1, encoder: { use: 'bert.v1', options: { hiddenSize: 2 ** 24, heads: 1 } } };
    writeFileSync(join(directory, 'cloze.json'), JSON.stringify(manifest));
    const model = await load(directory, { backend });
    expect(model.encoder.sizes.hiddenSize).toBe(8);
    await model.dispose();
  });

  it('is read or refused, whatever its fields', async () => {
    const directory = await foreign('fuzzed', tokenClassification);
    const path = join(directory, 'config.json');
    const config = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    const fields = fc.constantFrom(...Object.keys(config), 'id2label', 'num_labels', 'problem_type', 'embedding_size');
    const content = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(0, -1, 1e12, 1.5, 'bert', 'electra', null, [], {}),
    );
    await fc.assert(
      fc.asyncProperty(fields, content, async (field, value) => {
        writeFileSync(path, JSON.stringify({ ...config, [field]: value }));
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
