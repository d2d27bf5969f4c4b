import { sgd } from '../tiny/sgd.js';
import { describeOptimizer } from './describe-optimizer.js';

describeOptimizer(sgd, [{ title: 'default options' }, { title: 'no momentum', options: { momentum: 0 } }]);
