import { describeObjective } from '@cloze/testing';
import { tokenMasking } from '../corruptions/token-masking.js';
import { mlm } from './mlm.js';

describeObjective(mlm, [
  { title: 'token masking', corruptions: [{ plugin: tokenMasking, options: { rate: 0.3 } }] },
  { title: 'pairs', layout: 'pair', corruptions: [{ plugin: tokenMasking }] },
  {
    title: 'packed rows, [MASK] alone',
    layout: 'packed',
    corruptions: [{ plugin: tokenMasking, options: { shares: { mask: 1, random: 0, keep: 0 } } }],
  },
]);
