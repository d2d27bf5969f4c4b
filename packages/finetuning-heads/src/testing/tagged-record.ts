import type { TaggingRecord } from '@cloze/contracts';

/** A tagging record of words parted by single spaces, and their tags alike. */
export function taggedRecord(text: string, tags?: string): TaggingRecord {
  const words = text.split(' ');
  let at = 0;
  const wordOffsets = words.flatMap((word) => {
    const start = at;
    at += word.length + 1;
    return [start, start + word.length];
  });
  const source = { file: 'a.bio', line: 3 };
  return { kind: 'tagging', text, words, wordOffsets, ...(tags !== undefined && { tags: tags.split(' ') }), source };
}
