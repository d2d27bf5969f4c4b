import type { TagSchemeName } from '@cloze/contracts';

const BIO_PREFIX: Readonly<Record<string, string>> = { S: 'B', E: 'I' };

/**
 * Tags as BIO: of BIOES, E- becomes I- and S- becomes B-; of IOB1, the I- that begins an entity becomes B-.
 * @param tags of one sentence
 */
export function toBio(tags: readonly string[], scheme: TagSchemeName): string[] {
  if (scheme === 'bio') return [...tags];
  if (scheme === 'bioes') return tags.map((tag) => (BIO_PREFIX[tag[0]] ?? tag[0]) + tag.slice(1));
  return tags.map((tag, i) => {
    const begins = tag[0] === 'I' && (i === 0 || tags[i - 1] === 'O' || tags[i - 1].slice(1) !== tag.slice(1));
    return begins ? `B${tag.slice(1)}` : tag;
  });
}
