import type { Parameter } from '@cloze/contracts/tensor';
import { scalar, variable } from '@tensorflow/tfjs-core';
import { useBackend } from '@cloze/backend/testing';
import { describe, expect, it } from 'vitest';
import { groupParameters } from './group-parameters.js';
import { groupsAt } from './trained-group.js';

// What stands below is made when this file is read.
await useBackend('cpu');

const parameter = (name: string, decay = true): Parameter => ({ name, decay, variable: variable(scalar(0)) });
const encoder = [
  'bert.embeddings.word_embeddings.weight',
  'bert.embeddings.LayerNorm.weight',
  'bert.encoder.layer.0.output.dense.weight',
  'bert.encoder.layer.0.output.dense.bias',
  'bert.encoder.layer.1.output.dense.weight',
  'bert.encoder.layer.10.output.dense.weight',
  'bert.pooler.dense.weight',
].map((name) => parameter(name, !/bias|Norm/.test(name)));
const all = [...encoder, parameter('classifier.weight'), parameter('classifier.bias', false)];

const shown = (input: Parameters<typeof groupParameters>[1]) =>
  groupParameters(all, { encoder, ...input }).map(({ parameters, ...rest }) => ({
    names: parameters.map(({ name }) => name.replace('bert.', '')),
    ...rest,
  }));

describe('groupParameters', () => {
  it('keeps weight decay from biases and LayerNorm, and trains everything alike by default', () => {
    expect(groupParameters(all)).toEqual([
      { parameters: all.filter(({ decay }) => decay), learningRateScale: 1, decay: true },
      { parameters: all.filter(({ decay }) => !decay), learningRateScale: 1, decay: false },
    ]);
  });

  it('lowers the rate from layer to layer', () => {
    const few = [encoder[0], encoder[1], encoder[2], encoder[3], encoder[4]];
    const groups = groupParameters([...few, ...all.slice(-2)], { encoder: few, layerDecay: 0.5 });
    const rates = groups.flatMap(({ parameters, learningRateScale, decay }) =>
      parameters.map(({ name }) => [name, learningRateScale, decay]),
    );
    expect(rates).toEqual([
      ['bert.embeddings.word_embeddings.weight', 0.125, true],
      ['bert.encoder.layer.0.output.dense.weight', 0.25, true],
      ['bert.encoder.layer.1.output.dense.weight', 0.5, true],
      ['classifier.weight', 1, true],
      ['bert.embeddings.LayerNorm.weight', 0.125, false],
      ['bert.encoder.layer.0.output.dense.bias', 0.25, false],
      ['classifier.bias', 1, false],
    ]);
  });

  it('has a rate of its own for what is not the encoder', () => {
    const few = [encoder[2], encoder[6]];
    expect(
      groupParameters([...few, ...all.slice(-2)], { encoder: few, layerDecay: 0.5, headFactor: 10 }).map(
        ({ parameters, learningRateScale }) => [parameters.map(({ name }) => name), learningRateScale],
      ),
    ).toEqual([
      [['bert.encoder.layer.0.output.dense.weight'], 0.5],
      [['bert.pooler.dense.weight'], 1],
      [['classifier.weight'], 10],
      [['classifier.bias'], 10],
    ]);
  });

  it('leaves out what is frozen', () => {
    expect(shown({ freeze: ['encoder'] })).toEqual([
      { names: ['classifier.weight'], learningRateScale: 1, decay: true },
      { names: ['classifier.bias'], learningRateScale: 1, decay: false },
    ]);
    expect(shown({ freeze: ['embeddings', 'layers:1'] }).flatMap(({ names }) => names)).toEqual([
      'encoder.layer.1.output.dense.weight',
      'encoder.layer.10.output.dense.weight',
      'pooler.dense.weight',
      'classifier.weight',
      'classifier.bias',
    ]);
    const kept = shown({ freeze: ['*.dense.weight', 'classifier.*', 'bert.embeddings.*'] });
    expect(kept.flatMap(({ names }) => names)).toEqual(['encoder.layer.0.output.dense.bias']);
  });

  it('says so where an entry names nothing', () => {
    expect(() => shown({ freeze: ['embedings'] })).toThrow(
      expect.objectContaining({
        message:
          'Nothing of the model is named so\n  where: optimizer.freeze[0]\n  received: "embedings"\n' +
          '  allowed: "encoder", "embeddings", "layers:1" to "layers:11", or names of parameters, * for any text\n' +
          '  fix: did you mean "embeddings"?',
      }),
    );
    expect(() => shown({ freeze: ['encoder', 'layers:12'] })).toThrow(
      expect.objectContaining({
        message:
          'Nothing of the model is named so\n  where: optimizer.freeze[1]\n  received: "layers:12"\n' +
          '  allowed: "encoder", "embeddings", "layers:1" to "layers:11", or names of parameters, * for any text\n' +
          '  fix: did you mean "layers:11"?',
      }),
    );
    const call = () => groupParameters(all.slice(-2), { freeze: ['xyz'], where: 'phases[1].optimizer' });
    expect(call).toThrow(
      expect.objectContaining({
        message:
          'Nothing of the model is named so\n  where: phases[1].optimizer.freeze[0]\n  received: "xyz"\n' +
          '  allowed: "encoder", "embeddings", or names of parameters, * for any text\n  fix: remove it',
      }),
    );
  });

  it('lets layers join from the top, the embeddings last', () => {
    const few = encoder.slice(0, 5);
    const groups = groupParameters([...few, ...all.slice(-3)], { encoder: few, unfreeze: { every: 2, unit: 'epoch' } });
    const at = (epoch: number) =>
      groupsAt(groups, { step: 0, epoch }).flatMap(({ parameters }) => parameters.map(({ name }) => name));
    const heads = ['bert.pooler.dense.weight', 'classifier.weight', 'classifier.bias'];
    expect(at(0)).toEqual(heads);
    expect(at(1)).toEqual(heads);
    expect(at(2)).toEqual(['bert.encoder.layer.1.output.dense.weight', ...heads]);
    expect(at(4)).toEqual([
      'bert.encoder.layer.0.output.dense.weight',
      'bert.encoder.layer.1.output.dense.weight',
      'bert.pooler.dense.weight',
      'classifier.weight',
      'bert.encoder.layer.0.output.dense.bias',
      'classifier.bias',
    ]);
    expect(at(6)).toHaveLength(8);
    const steps = groupParameters(few, { encoder: few, unfreeze: { every: 100, unit: 'step' } });
    expect(groupsAt(steps, { step: 99, epoch: 50 })).toEqual([]);
    expect(groupsAt(steps, { step: 100, epoch: 0 })).toHaveLength(1);
  });
});
