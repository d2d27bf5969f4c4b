import { blank, unmask } from '../fixtures/unmask.js';
import { describeObjective } from './describe-objective.js';

describeObjective(unmask, [
  { title: 'single texts', corruptions: [{ plugin: blank }] },
  { title: 'pairs', layout: 'pair', corruptions: [{ plugin: blank, options: { rate: 0.2 } }] },
  { title: 'packed rows', layout: 'packed', corruptions: [{ plugin: blank, options: { rate: 0.2 } }] },
]);
