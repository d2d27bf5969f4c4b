import { DataError, KeyedRandom } from '@cloze/contracts';
import { z } from 'zod';
import type { StoredCorpus } from './load-corpus.js';

/** What stands in place of a dataset's name for documents held out of the training text. */
export const HELD_OUT = 'held-out';

/** Options of a held-out split: `"validation": { "use": "held-out", "fraction": 0.05 }`. */
export const heldOutOptions = z.strictObject({
  /** Share of the documents: at least one, never all. */
  fraction: z.number().gt(0).lt(1).default(0.05),
  /** Another seed holds out other documents. */
  seed: z.int().min(0).default(0),
});

/** Options of a held-out split. */
export type HeldOutOptions = z.infer<typeof heldOutOptions>;

/** Documents to train on and to hold out. */
export interface HeldOutDocuments {
  readonly training: Uint32Array;
  readonly heldOut: Uint32Array;
}

/**
 * Chooses the documents to hold out, by their text alone: where the files lie, their order and the tokenizer do not matter, and
 * documents of the same text stay together, so that none is on both sides.
 * @param where path in the config, for the message
 * @throws DataError for fewer than two documents that differ
 */
export function holdOut(
  { documentHashes }: Pick<StoredCorpus, 'documentHashes'>,
  { fraction, seed }: HeldOutOptions,
  where: string,
): HeldOutDocuments {
  const documents = documentHashes.length / 2;
  const random = new KeyedRandom(seed);
  const ranks = Array.from({ length: documents }, (_, document) => {
    const [high, low] = random.key('held-out', documentHashes[2 * document], documentHashes[2 * document + 1]);
    return high * 2 ** 21 + (low >>> 11); // 53 bits
  });
  const ordered = Uint32Array.from({ length: documents }, (_, document) => document);
  ordered.sort((a, b) => ranks[a] - ranks[b] || a - b);
  let count = Math.max(1, Math.round(fraction * documents));
  while (count < documents && ranks[ordered[count]] === ranks[ordered[count - 1]]) count += 1;
  if (count >= documents) count = firstOfLast(ordered, ranks);
  if (count > 0) return { heldOut: ordered.slice(0, count).sort(), training: ordered.slice(count).sort() };
  throw new DataError({
    what: 'No document can be held out of the training text',
    where,
    received: documents === 1 ? 'a corpus of one document' : `${documents} documents, all of the same text`,
    allowed: 'two documents or more',
    fix: 'tell documents apart with "documents": "blank-line" or "heading", or give files for validation',
  });
}

/** Number of documents before the last ones of equal text. */
function firstOfLast(ordered: Uint32Array, ranks: readonly number[]): number {
  let count = ordered.length - 1;
  while (count > 0 && ranks[ordered[count - 1]] === ranks[ordered[count]]) count -= 1;
  return count;
}
