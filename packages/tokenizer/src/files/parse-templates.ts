import { bertTemplates, type TemplateItem, type Templates } from '../encoding/template.js';
import type { JsonNode } from './json-node.js';

/**
 * The templates of a `post_processor`: `TemplateProcessing`, or the older `BertProcessing`.
 * @param ids of all tokens
 * @throws TokenizerError if it is of another type, or names a token that the vocabulary lacks
 */
export function parseTemplates(processor: JsonNode, ids: ReadonlyMap<string, number>): Templates {
  const type = processor.get('type');
  if (type.value === 'BertProcessing') {
    const [cls, sep] = ['cls', 'sep'].map((key) => {
      const [token, id] = processor.get(key).items();
      return knownToken(token, id, ids);
    });
    return bertTemplates(cls, sep);
  }
  if (type.value !== 'TemplateProcessing') {
    throw type.error({
      what: 'Unknown type of post-processor',
      allowed: '"TemplateProcessing", "BertProcessing", or null in place of the post-processor',
    });
  }
  const special = specialTokenIds(processor.get('special_tokens'), ids);
  return {
    single: processor
      .get('single')
      .items()
      .flatMap((item) => parseItem(item, special, ['A'])),
    pair: processor
      .get('pair')
      .items()
      .flatMap((item) => parseItem(item, special, ['A', 'B'])),
  };
}

/** The ids that each special token of the templates stands for; mostly one. */
function specialTokenIds(tokens: JsonNode, ids: ReadonlyMap<string, number>): ReadonlyMap<string, number[]> {
  const found = tokens.entries().map(([name, token]): [string, number[]] => {
    const names = token.get('tokens').items();
    const numbers = token.get('ids').items();
    return [name, names.map((node, index) => knownToken(node, numbers[index] ?? node, ids))];
  });
  return new Map(found);
}

function knownToken(token: JsonNode, id: JsonNode, ids: ReadonlyMap<string, number>): number {
  const known = ids.get(token.string());
  if (known !== undefined && known === id.value) return known;
  throw id.error({
    what: 'A token of the template does not have this id',
    received: `${JSON.stringify(id.value)} for ${JSON.stringify(token.value)}`,
    allowed: known === undefined ? 'tokens of the vocabulary' : String(known),
    fix: known === undefined ? `add ${JSON.stringify(token.value)} to model.vocab` : undefined,
  });
}

function parseItem(item: JsonNode, special: ReadonlyMap<string, number[]>, sides: readonly string[]): TemplateItem[] {
  const sequence = item.get('Sequence');
  const node = sequence.isAbsent ? item.get('SpecialToken') : sequence;
  const name = node.get('id').string();
  const typeId = node.get('type_id').integer(0, 255, 0);
  if (!sequence.isAbsent) {
    if (!sides.includes(name))
      throw node.get('id').error({ what: 'Unknown side of a template', allowed: sides.join(', ') });
    return [{ kind: 'sequence', side: name === 'A' ? 0 : 1, typeId }];
  }
  const ids = special.get(name);
  if (ids === undefined) {
    throw node.get('id').error({
      what: 'A template uses a token that its special_tokens do not list',
      allowed: [...special.keys()].join(', '),
    });
  }
  return ids.map((id) => ({ kind: 'special', id, typeId }));
}
