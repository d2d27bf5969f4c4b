import { bertTemplates, type TemplateItem, type Templates } from '../encoding/template.js';
import type { JsonNode } from './json-node.js';

/** As many as a text of BERT has positions. A token may stand for many ids, and many times: a small file could ask for millions. */
const MOST_ITEMS = 512;

/**
 * The templates of a `post_processor`: `TemplateProcessing`, or the older `BertProcessing`.
 * @param ids of all tokens
 * @throws TokenizerError if it is of another type, names a token that the vocabulary lacks, or has a template of more than 512 items
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
    single: parseTemplate(processor.get('single'), special, ['A']),
    pair: parseTemplate(processor.get('pair'), special, ['A', 'B']),
  };
}

function parseTemplate(
  template: JsonNode,
  special: ReadonlyMap<string, number[]>,
  sides: readonly string[],
): TemplateItem[] {
  const all: TemplateItem[] = [];
  for (const item of template.items()) {
    const items = parseItem(item, special, sides);
    if (all.length + items.length > MOST_ITEMS) {
      throw item.error({
        what: 'A template of the post-processor is too long',
        received: `${all.length + items.length} items up to here, each id of a special token counted`,
        allowed: `at most ${MOST_ITEMS}`,
        fix: 'use the tokenizer of a BERT-style model, or train one',
      });
    }
    all.push(...items);
  }
  return all;
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
