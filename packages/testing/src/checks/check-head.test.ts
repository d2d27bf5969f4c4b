import { shapedArray, type ClassificationRecord, type EncodedRecord, type LabelSet } from '@cloze/contracts';
import { defineHead } from '@cloze/contracts/tensor';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { messageOf } from '../fixtures/message-of.js';
import { useTinyBackend } from '../tiny/tiny-backend.js';
import { checkDecoding, checkWindows } from './check-head.js';
import { headTrial } from './head-trial.js';

/** Counts tokens; how it joins windows is the test's. */
const counting = (join: (counts: readonly number[]) => number) =>
  defineHead({
    name: 'counting.v1',
    summary: 'Counts tokens',
    options: z.strictObject({}),
    accepts: 'classification',
    metrics: [],
    targets: () => ({ collate: (records) => ({ arrays: {}, weight: records.length }) }),
    create: (_options, { parameters }) => ({
      parameters: parameters.table,
      loss: () => ({ sum: tf.scalar(0) }),
      outputs: ({ batch }) => {
        const { exampleStarts } = batch.view('corrupted');
        return { counts: tf.tensor1d(Int32Array.from(exampleStarts.slice(1), (end, i) => end - exampleStarts[i])) };
      },
    }),
    decode: (_options: object, outputs) => [...shapedArray(outputs['counts']).data],
    merge: (_options: object, counts: readonly number[], _windows: readonly EncodedRecord[], _labels: LabelSet) => ({
      value: join(counts),
    }),
  });

const records: ClassificationRecord[] = ['the cat sat', 'a tree'].map((text) => ({
  kind: 'classification',
  text,
  source: { file: 'tiny' },
}));
const trial = (join: (counts: readonly number[]) => number) => headTrial(counting(join), { title: 'texts', records });

describe('checks of a head', () => {
  beforeAll(useTinyBackend);

  it('pass where windows are joined by what each owns, or what they have in common', () => {
    checkDecoding(trial((counts) => Math.max(...counts)));
    checkWindows(trial((counts) => Math.max(...counts)));
  });

  it('fail where windows that overlap count twice', () => {
    expect(messageOf(() => checkWindows(trial((counts) => counts.reduce((a, b) => a + b))))).toBe(
      [
        'Two equal windows of record 0 are not predicted as one is',
        '  where: counting.v1, case "texts"',
        '  received: [{"value":10}]',
        '  allowed: [{"value":5}]',
        '  fix: let `merge` take each word, span or answer once, from the window whose own it is',
      ].join('\n'),
    );
  });
});
