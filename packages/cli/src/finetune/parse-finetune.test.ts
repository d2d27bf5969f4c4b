import { defineDataset } from '@cloze/contracts';
import { PluginTable } from '@cloze/registry';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { builtIns } from '../builtins.js';
import type { JsonObject } from '../config/json-value.js';
import { builtInNames } from '../testing/built-in-names.js';
import { messageOf } from '../testing/message-of.js';
import { TINY_FINETUNE } from '../testing/tiny-finetune.js';
import { parseFinetune } from './parse-finetune.js';

const toy = defineDataset({
  name: 'toy-records.v1',
  summary: 'Never opened.',
  options: z.strictObject({ files: z.array(z.string()), column: z.int().default(1) }),
  open: () => Promise.reject(new Error('not opened')),
});
const table = new PluginTable([...builtIns, toy].map((plugin) => ({ plugin, origin: 'built-in' })));
const config = (change: object = {}): JsonObject => JSON.parse(JSON.stringify({ ...TINY_FINETUNE, ...change }));
const parse = (change: object = {}) => parseFinetune(config(change), table);
const MODEL = { tokenizer: undefined, encoder: undefined, model: 'runs/base' };
const train = { use: 'toy-records.v1', files: ['train.txt'] };

describe('parseFinetune', () => {
  it('fills in every default, and fills in nothing more the second time', () => {
    const { config: filled } = parse({ $schema: 'finetune.schema.json', ...MODEL, data: { train } });
    expect(filled).toMatchObject({
      seed: 1,
      model: 'runs/base',
      data: {
        train: { ...train, column: 1 },
        validation: { use: 'held-out', fraction: 0.1, seed: 0 },
        tooLong: 'error',
      },
      heads: [{ use: 'sequence-classification.v1', id: 'topic', weight: 1, task: 'labels', balanceClasses: false }],
      mixing: { by: 'examples' },
      optimizer: { use: 'adamw.v1', learningRate: 0.02, freeze: [], layerDecay: 1, headFactor: 1 },
      schedule: { use: 'linear-warmup.v1', warmupRatio: 0.1 },
      training: { batchSize: 8, bucket: 32, accumulate: 1, bestMetric: 'loss' },
    });
    expect(Object.keys(filled)).not.toContain('$schema');
    expect(parseFinetune(JSON.parse(JSON.stringify(filled)), table).config).toEqual(filled);
    const scratch = parse().config;
    expect(scratch.encoder).toMatchObject({ use: 'bert.v1', hiddenSize: 8, pooler: true });
    expect(parseFinetune(JSON.parse(JSON.stringify(scratch)), table).config).toEqual(scratch);
  });

  it('takes the metrics that the head names, where the config names none', () => {
    const { heads } = parse({ heads: [{ use: 'pair-classification.v1', task: 'regression' }] });
    expect(heads[0].id).toBe('pair-classification');
    expect(heads[0].metrics.map(({ plugin }) => plugin.name)).toEqual(['pearson.v1', 'spearman.v1']);
  });

  it('gives each head its own data, and the others that of the config', () => {
    const own = { train: { use: 'toy-records.v1', files: ['own.txt'], limit: 5 } };
    const { heads } = parse({
      heads: [
        { id: 'a', use: 'sequence-classification.v1', data: own },
        { id: 'b', use: 'token-classification.v1' },
      ],
    });
    expect(heads.map(({ data }) => data.train)).toEqual([
      { choice: { use: 'toy-records.v1', files: ['own.txt'], column: 1 }, limit: 5, where: 'heads[0].data.train' },
      { choice: { use: 'toy-records.v1', files: ['train.txt'], column: 1 }, where: 'data.train' },
    ]);
    expect(heads[0].data.validation).toEqual({ use: 'held-out', fraction: 0.1, seed: 0 });
  });

  it.each([
    [
      'an unknown part',
      { haeds: [] },
      'Unknown option "haeds"\n  where: haeds\n  allowed: $schema, directory, seed, plugins, model, tokenizer, encoder, data, heads, ' +
        'mixing, features, lora, optimizer, schedule, training, trackers, grid\n  fix: did you mean "heads"?',
    ],
    [
      'no heads',
      { heads: undefined },
      'The config has no "heads"\n  where: heads\n  fix: add it, for example "heads": [{ "use": "sequence-classification.v1" }]',
    ],
    [
      'no training section',
      { training: undefined },
      'The config has no "training"\n  where: training\n  fix: add it, for example "training": { "epochs": 3 }',
    ],
    [
      'neither a model nor an encoder',
      { encoder: undefined },
      'The config has neither "model" nor "encoder"\n  where: model\n' +
        '  allowed: a pretrained model to fine-tune, or an encoder to train from scratch\n' +
        '  fix: add one, for example "model": "runs/base"; --model DIR sets it too',
    ],
    [
      'a model and a tokenizer',
      { model: 'runs/base' },
      'A pretrained model has a tokenizer of its own\n  where: tokenizer\n  received: both "model" and "tokenizer"\n' +
        '  allowed: one of them\n  fix: remove "tokenizer", or remove "model" to train an encoder from scratch',
    ],
    [
      'a head without data',
      { data: {} },
      'A head has no data to learn from\n  where: heads[0].data\n' +
        '  fix: add "data": { "train": { "use": "jsonl.v1", "files": ["train.jsonl"] } } to the config, or to the head',
    ],
    [
      'two heads of one id',
      { heads: [{ use: 'token-classification.v1' }, { use: 'token-classification.v1' }] },
      'Two heads have the id "token-classification"\n  where: heads[1].id\n' +
        '  received: "token-classification", which heads[0] has too\n  allowed: a different id for each head\n' +
        '  fix: set "id" of heads[1]',
    ],
    [
      'a head by the name of the scores on test data',
      { heads: [{ use: 'token-classification.v1', id: 'test' }] },
      'The id "test" of a head is taken\n  where: heads[0].id\n  received: "test"\n' +
        '  allowed: any but "test" and "majority", by which scores of other records are named\n' +
        '  fix: set another "id" of heads[0]',
    ],
    [
      'features and adapters',
      { features: {}, lora: {} },
      'Features are those of a frozen encoder, which adapters would train\n  where: lora\n' +
        '  received: both "features" and "lora"\n  allowed: one of them\n  fix: remove "lora" or "features"',
    ],
    [
      'layers that join beside features',
      { features: {}, optimizer: { use: 'adamw.v1', unfreeze: { every: 1 } } },
      'Features are those of a frozen encoder, whose layers do not learn\n  where: optimizer.unfreeze\n' +
        '  received: both "features" and "unfreeze"\n  allowed: one of them\n  fix: remove "unfreeze" or "features"',
    ],
    [
      'rates of layers beside features',
      { features: {}, optimizer: { use: 'adamw.v1', layerDecay: 0.9 } },
      'Features are those of a frozen encoder, whose layers do not learn\n  where: optimizer.layerDecay\n' +
        '  received: both "features" and "layerDecay"\n  allowed: one of them\n  fix: remove "layerDecay" or "features"',
    ],
    [
      'adapters of an encoder that is frozen',
      { lora: {}, optimizer: { use: 'adamw.v1', freeze: ['embeddings', 'encoder'] } },
      'Adapters would train an encoder that is frozen\n  where: optimizer.freeze[1]\n  received: "encoder" beside "lora"\n' +
        '  fix: remove it: beside adapters the weights of the encoder are frozen anyway',
    ],
    [
      'a seed twice',
      { training: { epochs: 1, seeds: [3, 3] } },
      'Wrong value for an option\n  where: training.seeds\n  received: [3,3]\n  allowed: seeds that differ',
    ],
    [
      'a slash in the name of a head',
      { heads: [{ id: 'a/b', use: 'token-classification.v1' }] },
      'Wrong value for an option\n  where: heads[0].id\n  received: "a/b"\n  allowed: a name without "/"',
    ],
    [
      'a value to compare checkpoints by that no head has',
      { training: { epochs: 1, bestMetric: 'topik.accuracy' } },
      'An evaluation has no value of the name that checkpoints are compared by\n  where: training.bestMetric\n' +
        '  received: "topik.accuracy"\n' +
        '  allowed: "loss", or a value of "topic", such as "topic.loss"\n' +
        '  fix: did you mean "topic.accuracy"?',
    ],
    [
      'a misspelt word of what is not trained',
      { optimizer: { use: 'adamw.v1', freeze: ['encodr'] } },
      'Nothing of the model is named so\n  where: optimizer.freeze[0]\n  received: "encodr"\n' +
        '  allowed: "encoder", "embeddings", "layers:1" to "layers:2", or names of parameters, * for any text\n' +
        '  fix: did you mean "encoder"?',
    ],
    [
      'an unknown head',
      { heads: [{ use: 'token-clasification.v1' }] },
      `Unknown head "token-clasification.v1"\n  where: heads[0].use\n  received: "token-clasification.v1"\n` +
        `  allowed: ${builtInNames('head')}\n  fix: did you mean "token-classification.v1"?`,
    ],
    [
      'an unknown metric',
      { heads: [{ use: 'token-classification.v1', metrics: [{ use: 'acuracy.v1' }] }] },
      `Unknown metric "acuracy.v1"\n  where: heads[0].metrics[0].use\n  received: "acuracy.v1"\n` +
        `  allowed: ${builtInNames('metric')}\n  fix: did you mean "accuracy.v1"?`,
    ],
    [
      'a wrong option of a dataset',
      { data: { train: { ...train, colum: 2 } } },
      'Unknown option "colum"\n  where: data.train\n  allowed: files, column\n  fix: did you mean "column"?',
    ],
    [
      'balanced classes of a head that has none',
      { heads: [{ use: 'extractive-qa.v1', balanceClasses: true }] },
      'A head cannot balance its classes\n  where: heads[0].balanceClasses\n  received: true beside "extractive-qa.v1"\n' +
        '  allowed: true for a head with the option "classWeights"\n' +
        '  fix: leave "balanceClasses" out, or choose another head or task',
    ],
    [
      'balanced classes where a number is learned',
      { heads: [{ use: 'pair-classification.v1', task: 'regression', balanceClasses: true }] },
      'A head cannot balance its classes\n  where: heads[0].balanceClasses\n  received: true beside "pair-classification.v1"\n' +
        '  allowed: true for a head with the option "classWeights"\n' +
        '  fix: leave "balanceClasses" out, or choose another head or task',
    ],
    [
      'weights of classes that are to be balanced',
      { heads: [{ use: 'sequence-classification.v1', balanceClasses: true, classWeights: { animals: 2 } }] },
      'A head has class weights, and is to balance its classes too\n  where: heads[0].classWeights\n  received: {"animals":2}\n' +
        '  allowed: "classWeights" or "balanceClasses"\n  fix: leave one of the two out',
    ],
  ])('says so: %s', async (_, change, message) => {
    expect(await messageOf(() => parse(change))).toContain(message);
  });
});
