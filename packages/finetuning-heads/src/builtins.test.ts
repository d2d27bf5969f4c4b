import { testBackends, useBackend } from '@cloze/backend/testing';
import {
  concatenateViews,
  createLabelSet,
  KeyedRandom,
  type HostArray,
  type HostData,
  type RecordKinds,
} from '@cloze/contracts';
import {
  acceptedKind,
  inference,
  joinWindows,
  toBatch,
  toTensors,
  type Encoder,
  type HeadPlugin,
} from '@cloze/contracts/tensor';
import { createParameterFactory } from '@cloze/encoder-core';
import { encodeTinyRecord, tinyEncoder, tinyHost } from '@cloze/testing';
import { tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { finetuningPlugins } from './builtins.js';

const source = { file: 'tiny' };
const records: { readonly [K in keyof RecordKinds]: (text: string) => RecordKinds[K] } = {
  classification: (text) => ({ kind: 'classification', text, source }),
  regression: (text) => ({ kind: 'regression', text, source }),
  pair: (text) => ({ kind: 'pair', text, pair: text, source }),
  tagging: (text) => ({ kind: 'tagging', text, words: [], source }),
  spans: (text) => ({ kind: 'spans', text, source }),
  relations: (text) => ({ kind: 'relations', text, source }),
  coreference: (text) => ({ kind: 'coreference', text, source }),
  question: (text) => ({ kind: 'question', text, question: text, source }),
};
const heads = finetuningPlugins.filter((plugin) => plugin.kind === 'head');
const variants = heads.flatMap((plugin): [name: string, options: object, plugin: HeadPlugin][] => [
  [plugin.name, {}, plugin],
  ...(plugin.name === 'span-relation.v1'
    ? [[plugin.name, { spans: 'given' }, plugin] as [string, object, HeadPlugin]]
    : []),
]);

describe.each(testBackends)('heads on %s', (backend) => {
  beforeAll(() => useBackend(backend));

  it.each(variants)('%s %o predicts for texts without a word, alone and beside others', (_name, given, plugin) => {
    const options = plugin.options.parse(given);
    const random = new KeyedRandom(1);
    const encoder: Encoder = tinyEncoder.create(tinyEncoder.options.parse({}), { vocabularySize: 23, random });
    const labels = createLabelSet(['O', 'B-A', 'I-A'], ['A']);
    const parameters = createParameterFactory('head', random);
    const head = plugin.create(options, { sizes: encoder.sizes, encoder, labels, parameters });
    const make = records[acceptedKind(plugin, options)];
    const predict = (...texts: string[]) => {
      const windows = texts.map((text) => encodeTinyRecord(make(text)));
      const outputs: Record<string, HostArray> = {};
      tidy(() => {
        const view = concatenateViews(windows.map((window) => window.view));
        const batch = toBatch({ epoch: 0, index: 0, views: { original: view, corrupted: view }, targets: {} });
        const targets = toTensors(plugin.targets(options, { ...tinyHost(), labels }).collate(windows).arrays);
        const encode = () => encoder.encode(batch.view('corrupted'));
        const tensors = head.outputs({ encode, batch, targets, mode: inference });
        for (const [name, tensor] of Object.entries(tensors)) {
          outputs[name] = { data: tensor.dataSync().slice() as HostData, shape: tensor.shape };
        }
      });
      return joinWindows(plugin, options, plugin.decode(options, outputs, windows, labels), windows, labels);
    };
    expect(predict('')).toHaveLength(1);
    expect(predict('the cat', '', 'a mat')).toHaveLength(3);
    encoder.dispose();
    parameters.table.dispose();
  });
});
