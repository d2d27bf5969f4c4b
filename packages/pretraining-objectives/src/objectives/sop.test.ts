import { describeObjective } from '@cloze/testing';
import { sop } from './sop.js';

describeObjective(sop, [{ title: 'pairs', layout: 'pair', labels: (index) => ({ sentenceOrderLabel: index % 2 }) }]);
