import { describeEncoder } from '@cloze/testing';
import { embeddingBag } from './embedding-bag.js';

describeEncoder(embeddingBag, [
  { title: 'vectors from scratch', options: { embeddingSize: 6, initializerRange: 0.3 } },
]);
