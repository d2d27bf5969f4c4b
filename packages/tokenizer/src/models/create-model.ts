import type { Vocabulary } from '@cloze/contracts';
import type { TokenizerDefinition } from '../definition.js';
import { BpeModel } from './bpe-model.js';
import type { SubwordModel } from './subword-model.js';
import { WordPieceModel } from './wordpiece-model.js';

/** The model of a definition. */
export function createModel(definition: TokenizerDefinition, vocabulary: Vocabulary): SubwordModel {
  const { model, continuationPrefix } = definition;
  const tokens = new Map<string, number>();
  definition.tokens.forEach((token, id) => {
    if (token !== '') tokens.set(token, id);
  });
  const shared = { unknownId: vocabulary.special.unknown, continuationPrefix };
  if (model.type === 'WordPiece') {
    return new WordPieceModel({ ...shared, tokens, maxWordLength: model.maxWordLength });
  }
  return new BpeModel({ ...shared, vocabulary: tokens, merges: model.merges, fuseUnknown: model.fuseUnknown });
}
