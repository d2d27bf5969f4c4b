import { describeCorruption, describeObjective } from '@cloze/testing';
import entityMasking from './plugins/entity-masking.js';
import swapDetection from './plugins/swap-detection.js';
import swapNeighbours from './plugins/swap-neighbours.js';

// The plugins of docs/write-a-plugin.md, held to what it recommends to its readers.
describeCorruption(swapNeighbours, [
  { title: 'default options' },
  { title: 'many tokens', options: { rate: 0.6 } },
  { title: 'all tokens', options: { rate: 1 } },
]);

describeCorruption(entityMasking, [
  { title: 'words, one after another too', options: { entities: ['the cat', 'cat', 'dog', 'sat'], rate: 1 } },
  { title: 'words of several tokens', options: { entities: ['the birds', 'walked'], rate: 0.5 } },
]);

const corruptions = [{ plugin: swapNeighbours, options: { rate: 0.3 } }];
describeObjective(swapDetection, [
  { title: 'single texts', corruptions },
  { title: 'pairs', layout: 'pair', corruptions },
  { title: 'packed rows', layout: 'packed', corruptions },
]);
