import { blank } from '../fixtures/unmask.js';
import { describeCorruption } from './describe-corruption.js';

describeCorruption(blank, [{ title: 'default options' }, { title: 'every token masked', options: { rate: 1 } }]);
