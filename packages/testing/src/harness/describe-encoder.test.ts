import { tinyEncoder } from '../tiny/tiny-encoder.js';
import { describeEncoder } from './describe-encoder.js';

describeEncoder(tinyEncoder, [
  { title: 'default options' },
  { title: 'dropout and narrow embeddings', options: { dropout: 0.2, embeddingSize: 4 } },
]);
