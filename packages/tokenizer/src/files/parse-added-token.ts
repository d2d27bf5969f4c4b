import type { AddedToken } from '../added/added-token.js';
import type { JsonNode } from './json-node.js';

/** An added token as `tokenizer.json` and `tokenizer_config.json` have it. */
export function parseAddedToken(node: JsonNode, id: number): AddedToken {
  const special = node.get('special').boolean(false);
  return {
    id,
    content: node.get('content').string(),
    special,
    singleWord: node.get('single_word').boolean(false),
    stripLeft: node.get('lstrip').boolean(false),
    stripRight: node.get('rstrip').boolean(false),
    normalized: node.get('normalized').boolean(!special),
  };
}
