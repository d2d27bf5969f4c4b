import { describeObjective } from '@cloze/testing';
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
