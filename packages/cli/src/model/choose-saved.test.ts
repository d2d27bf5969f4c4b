import { bert, embeddingBag, lstm } from '@cloze/encoder-core';
import { mlm, nsp } from '@cloze/pretraining-objectives';
import { PluginTable } from '@cloze/registry';
import { describe, expect, it } from 'vitest';
import { chooseSaved } from './choose-saved.js';

const table = new PluginTable([bert, lstm, embeddingBag, mlm, nsp].map((plugin) => ({ plugin, origin: 'built-in' })));

describe('chooseSaved', () => {
  it('gives the plugin with its options', () => {
    const { plugin } = chooseSaved('objective', { id: 'words', use: 'mlm.v1', options: {} }, 'cloze.json', table);
    expect(plugin).toBe(mlm);
  });

  it('says how to name the module of an encoder that is not there', () => {
    const part = { use: 'perceiver.v1', options: {} };
    expect(() => chooseSaved('encoder', part, 'model/cloze.json: encoder', table)).toThrow(
      'The encoder of the model needs the plugin "perceiver.v1", which is not there\n  where: model/cloze.json: encoder\n' +
        '  received: "perceiver.v1"\n  allowed: bert.v1, lstm.v1, embedding-bag.v1\n' +
        '  fix: name the module that defines it with --plugin FILE',
    );
  });

  it('says how to name the module of an objective, and which name is near', () => {
    const part = { id: 'words', use: 'mlm.v2', options: {} };
    expect(() => chooseSaved('objective', part, 'model/cloze.json: objectives[0]', table)).toThrow(
      'The objective "words" of the model needs the plugin "mlm.v2", which is not there\n' +
        '  where: model/cloze.json: objectives[0]\n  received: "mlm.v2"\n  allowed: mlm.v1, nsp.v1\n' +
        '  fix: name the module that defines it with --plugin FILE; "mlm.v1" is another',
    );
  });
});
