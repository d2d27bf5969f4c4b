import { describeObjective } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { replace } from '../corruptions/replace.js';
import { spanMasking } from '../corruptions/span-masking.js';
import { tokenMasking } from '../corruptions/token-masking.js';
import { mlm } from './mlm.js';

describeObjective(mlm, [
  { title: 'token masking', corruptions: [{ plugin: tokenMasking, options: { rate: 0.3 } }] },
  { title: 'pairs', layout: 'pair', corruptions: [{ plugin: tokenMasking }] },
  { title: 'span masking', corruptions: [{ plugin: spanMasking, options: { rate: 0.3 } }] },
  { title: 'replaced tokens', corruptions: [{ plugin: replace, options: { rate: 0.3 } }] },
  {
    title: 'packed rows, [MASK] alone',
    layout: 'packed',
    corruptions: [{ plugin: tokenMasking, options: { shares: { mask: 1, random: 0, keep: 0 } } }],
  },
]);

describe('mlm.v1', () => {
  it('gives the answers of a batch with more targets than a call takes arguments', () => {
    const maskedLabels = new Int32Array(200_000).fill(7);
    const shownLabels = Int32Array.of(8, 9);
    const answers = mlm.answers?.({ arrays: { maskedLabels, shownLabels }, weight: 200_002 });
    expect(answers?.['masked']).toBe(maskedLabels);
    expect(answers?.[''].length).toBe(200_002);
    expect([...(answers?.[''].subarray(199_999) ?? [])]).toEqual([7, 8, 9]);
  });
});
