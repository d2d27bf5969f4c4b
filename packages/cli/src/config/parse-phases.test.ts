import { describe, expect, it } from 'vitest';
import { PluginTable } from '@cloze/registry';
import { builtIns } from '../builtins.js';
import { builtInNames } from '../testing/built-in-names.js';
import { messageOf } from '../testing/message-of.js';
import { TINY_CONFIG } from '../testing/tiny-run.js';
import type { JsonObject } from './json-value.js';
import { parsePhases } from './parse-phases.js';

const table = new PluginTable(builtIns.map((plugin) => ({ plugin, origin: 'built-in' })));
const config = (change: object = {}): JsonObject => JSON.parse(JSON.stringify({ ...TINY_CONFIG, ...change }));
const parse = (change: object = {}) => parsePhases(config(change), table);

describe('parsePhases', () => {
  it('fills in every default, and fills in nothing more the second time', () => {
    const { config: filled, phases } = parse({ $schema: 'run.schema.json' });
    expect(filled).toMatchObject({
      seed: 1,
      plugins: [],
      data: { validation: { use: 'held-out', fraction: 0.05 } },
      corruption: [{ use: 'token-masking.v1', rate: 0.3, wholeWords: false }],
      objectives: [{ use: 'mlm.v1', id: 'mlm', weight: 1 }],
      optimizer: { use: 'adamw.v1', learningRate: 0.01 },
      schedule: { use: 'linear-warmup.v1' },
      trackers: [{ use: 'progress-bar.v1' }],
      training: { batchSize: 4, accumulate: 1 },
    });
    expect(phases).toHaveLength(1);
    expect(Object.keys(filled)).not.toContain('$schema');
    expect(parsePhases(filled, table).config).toEqual(filled);
  });

  it('lays each phase over the config', () => {
    const phases = [{}, { sampler: { maxLength: 24 }, training: { batchSize: 2, maxSteps: 3 } }];
    const { config: filled, phases: parsed } = parse({ phases });
    expect(parsed.map((run) => run.config.sampler)).toMatchObject([{ maxLength: 12 }, { maxLength: 24 }]);
    expect(parsed.map((run) => run.config.training.maxSteps)).toEqual([6, 3]);
    expect(Object.keys(filled).sort()).toEqual(['encoder', 'phases', 'plugins', 'seed', 'tokenizer', 'trackers']);
    expect(parsePhases(filled, table).config).toEqual(filled);
  });

  it('keeps a tokenizer that is read as it was written', () => {
    const tokenizer = { use: 'wordpiece.v1', path: 'runs/tokenizer' };
    expect(parse({ tokenizer }).config['tokenizer']).toEqual(tokenizer);
  });

  it.each([
    [
      'an unknown part',
      { sede: 3 },
      [
        'Unknown option "sede"',
        '  where: sede',
        '  allowed: $schema, directory, seed, model, plugins, tokenizer, encoder, data, sampler, corruption, objectives, optimizer, schedule, training, trackers, phases',
        '  fix: did you mean "seed"?',
      ],
    ],
    [
      'an unknown option of a part',
      { training: { batchsize: 3, maxSteps: 1 } },
      [
        'Unknown option "batchsize"',
        '  where: training',
        '  allowed: batchSize, bucket, workers, seeds, maxSteps, epochs, accumulate, clipNorm, logEvery, evaluateEvery, checkpointEvery, keepCheckpoints, bestMetric, average, earlyStopping',
        '  fix: did you mean "batchSize"?',
      ],
    ],
    [
      'a wrong value',
      { training: { batchSize: 0, maxSteps: 1 } },
      [
        'Wrong value for an option',
        '  where: training.batchSize',
        '  received: 0',
        '  allowed: Too small: expected number to be >0',
      ],
    ],
    [
      'an unknown plugin',
      { encoder: { use: 'bert.v2' } },
      [
        'Unknown encoder "bert.v2"',
        '  where: encoder.use',
        '  received: "bert.v2"',
        `  allowed: ${builtInNames('encoder')}`,
        '  fix: did you mean "bert.v1"?',
      ],
    ],
    [
      'an unknown option of a plugin',
      { corruption: [{ use: 'token-masking.v1', wholeWord: true }] },
      [
        'Unknown option "wholeWord"',
        '  where: corruption[0]',
        '  allowed: rate, draw, maxPerExample, wholeWords, shares, randomTokens',
        '  fix: did you mean "wholeWords"?',
      ],
    ],
    [
      'a wrong option of the held-out split',
      { data: { ...TINY_CONFIG.data, validation: { use: 'held-out', fraction: 2 } } },
      [
        'Wrong value for an option',
        '  where: data.validation.fraction',
        '  received: 2',
        '  allowed: Too big: expected number to be <1',
      ],
    ],
    [
      'two objectives of one id',
      { objectives: [{ use: 'mlm.v1' }, { use: 'mlm.v1' }] },
      [
        'Two objectives have the id "mlm"',
        '  where: objectives[1].id',
        '  received: "mlm", which objectives[0] has too',
        '  allowed: a different id for each objective',
        '  fix: set "id" of objectives[1]',
      ],
    ],
    [
      'plugins that do not fit together',
      { objectives: [{ use: 'nsp.v1' }] },
      [
        '"nsp.v1" needs "pairs", which nothing before it provides',
        '  where: objectives[0]',
        '  received: a chain that provides aligned-positions, pooled, spoilt, token-targets, word-starts',
        '  allowed: an encoder, sampler or corruption that provides "pairs"',
        '  fix: use a plugin that provides "pairs", or remove "nsp.v1"; `cloze plugins` lists what each provides',
      ],
    ],
    [
      'an objective on a pooler without one',
      {
        encoder: { ...TINY_CONFIG.encoder, pooler: false },
        sampler: { use: 'sentence-pairs.v1', maxLength: 24 },
        objectives: [{ use: 'nsp.v1' }],
      },
      [
        '"nsp.v1" needs "pooled", which nothing before it provides',
        '  where: objectives[0]',
        '  received: a chain that provides aligned-positions, pairs, spoilt, token-targets, word-starts',
        '  allowed: an encoder, sampler or corruption that provides "pooled"',
        '  fix: set "pooler": true in encoder, or remove "nsp.v1"',
      ],
    ],
    [
      'a value to compare checkpoints by that no objective has',
      { training: { ...TINY_CONFIG.training, bestMetric: 'mml.accuracy' } },
      [
        'An evaluation has no value of the name that checkpoints are compared by',
        '  where: training.bestMetric',
        '  received: "mml.accuracy"',
        '  allowed: "loss", or a value of "mlm", such as "mlm.loss"',
        '  fix: did you mean "mlm.accuracy"?',
      ],
    ],
    [
      'a misspelt word of what is not trained',
      { optimizer: { ...TINY_CONFIG.optimizer, freeze: ['encodr'] } },
      [
        'Nothing of the model is named so',
        '  where: optimizer.freeze[0]',
        '  received: "encodr"',
        '  allowed: "encoder", "embeddings", "layers:1" to "layers:1", or names of parameters, * for any text',
        '  fix: did you mean "encoder"?',
      ],
    ],
    [
      'more layers not to train than there are, in a phase',
      { phases: [{}, { optimizer: { freeze: ['bert.pooler.*', 'layers:2'] } }] },
      [
        'Nothing of the model is named so',
        '  where: phases[1].optimizer.freeze[1]',
        '  received: "layers:2"',
        '  allowed: "encoder", "embeddings", "layers:1" to "layers:1", or names of parameters, * for any text',
        '  fix: did you mean "layers:1"?',
      ],
    ],
    [
      'examples longer than the encoder takes',
      { sampler: { use: 'full-sentences.v1', maxLength: 33 } },
      [
        'Examples may be longer than the encoder takes',
        '  where: sampler.maxLength',
        '  received: 33 tokens',
        '  allowed: at most 32, which is encoder.maxPositions',
        '  fix: lower sampler.maxLength, or raise encoder.maxPositions for a new encoder',
      ],
    ],
    [
      'pairs in a phase for an encoder of one segment',
      {
        encoder: { ...TINY_CONFIG.encoder, segmentTypes: 1 },
        phases: [{}, { sampler: { use: 'sentence-pairs.v1', maxLength: 24, negatives: 'swapped' } }],
      },
      [
        'Examples are of two segments, and the encoder has one',
        '  where: encoder.segmentTypes',
        '  received: 1',
        '  allowed: at least 2, for the pairs of phases[1].sampler ("sentence-pairs.v1")',
        '  fix: raise encoder.segmentTypes for a new encoder, or choose another phases[1].sampler',
      ],
    ],
    [
      'a wrong value in a phase',
      { phases: [{}, { sampler: { maxLength: 1 } }] },
      [
        'Wrong value for an option',
        '  where: phases[1].sampler.maxLength',
        '  received: 1',
        '  allowed: Too small: expected number to be >=3',
      ],
    ],
    [
      'seeds of one phase alone',
      { phases: [{}, { training: { seeds: [1, 2] } }] },
      [
        'Phases of one run have other seeds',
        '  where: phases[1].training.seeds',
        '  received: [1,2]',
        '  allowed: none, as in the first phase',
        '  fix: set "training.seeds" beside "phases", not in them',
      ],
    ],
    [
      'a seed that comes twice',
      { training: { ...TINY_CONFIG.training, seeds: [1, 2, 1] } },
      ['Wrong value for an option', '  where: training.seeds', '  received: [1,2,1]', '  allowed: seeds that differ'],
    ],
    [
      'a part that phases cannot change',
      { phases: [{ encoder: { use: 'bert.v1' } }] },
      [
        'Unknown option "encoder"',
        '  where: phases[0]',
        '  allowed: data, sampler, corruption, objectives, optimizer, schedule, training',
        '  fix: remove it',
      ],
    ],
  ])('refuses %s', async (_, change, lines) => {
    expect(await messageOf(() => parse(change))).toBe(lines.join('\n'));
  });

  it('says what is missing', async () => {
    const { sampler: _, ...rest } = TINY_CONFIG;
    expect(await messageOf(() => parsePhases(JSON.parse(JSON.stringify(rest)), table))).toBe(
      'The config has no "sampler"\n  where: sampler\n  fix: add it, for example "sampler": { "use": "full-sentences.v1" }',
    );
  });
});
