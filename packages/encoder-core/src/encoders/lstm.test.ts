import { describeEncoder } from '@cloze/testing';
import { lstm } from './lstm.js';

const small = { hiddenSize: 5, embeddingSize: 6, initializerRange: 0.3 };

describeEncoder(lstm, [
  { title: 'one direction', options: small },
  { title: 'both directions, no dropout', options: { ...small, bidirectional: true, dropout: 0 } },
]);
