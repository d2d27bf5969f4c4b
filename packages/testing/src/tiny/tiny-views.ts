import { untouchedView, type View } from '@cloze/contracts';
import { tinyCorpus } from './tiny-corpus.js';
import { tinyVocabulary } from './tiny-vocabulary.js';

/** `[CLS] a [SEP]`, `[CLS] a [SEP] b [SEP]`, or two of the first in one row, as packed parts. */
export type TinyLayout = 'single' | 'pair' | 'packed';

/** Untouched views of sentences of the tiny corpus, of different lengths; always the same. */
export function tinyViews(count: number, layout: TinyLayout = 'single'): View[] {
  const corpus = tinyCorpus({ documents: 1, sentences: 2 * count });
  return Array.from({ length: count }, (_, i) => viewOfSentences([sentence(2 * i), sentence(2 * i + 1)], layout));

  function sentence(index: number) {
    return corpus.read(corpus.sentenceStarts[index], corpus.sentenceStarts[index + 1]);
  }
}

/** The smallest views a sampler may make: no text at all, one word of one token, one word of two. */
export function shortestViews(): View[] {
  return [[], [7], [17, 20]].map((ids) =>
    viewOfSentences([{ ids: Int32Array.from(ids), wordStarts: Uint8Array.from(ids, (_, i) => +(i === 0)) }], 'single'),
  );
}

interface Sentence {
  readonly ids: Int32Array;
  readonly wordStarts: Uint8Array;
}

function viewOfSentences(sentences: readonly Sentence[], layout: TinyLayout): View {
  const { cls, sep } = tinyVocabulary().special;
  const rows: { id: number; segment: number; position: number; special: number; wordStart: number }[] = [];
  const partStarts = [0];
  const push = (id: number, segment: number, special: number, wordStart: number) =>
    rows.push({ id, segment, position: rows.length - partStarts[partStarts.length - 1], special, wordStart });
  sentences.slice(0, layout === 'single' ? 1 : 2).forEach(({ ids, wordStarts }, side) => {
    const segment = layout === 'pair' ? side : 0;
    if (layout === 'packed' && side > 0) partStarts.push(rows.length);
    if (layout !== 'pair' || side === 0) push(cls, segment, 1, 0);
    ids.forEach((id, i) => push(id, segment, 0, wordStarts[i]));
    push(sep, segment, 1, 0);
  });
  partStarts.push(rows.length);
  return untouchedView({
    inputIds: Int32Array.from(rows, (row) => row.id),
    segmentIds: Int32Array.from(rows, (row) => row.segment),
    positionIds: Int32Array.from(rows, (row) => row.position),
    special: Uint8Array.from(rows, (row) => row.special),
    wordStarts: Uint8Array.from(rows, (row) => row.wordStart),
    partStarts: Int32Array.from(partStarts),
  });
}
