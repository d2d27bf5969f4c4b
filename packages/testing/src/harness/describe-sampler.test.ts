import { DataError, defineSampler, untouchedView } from '@cloze/contracts';
import { z } from 'zod';
import { describeSampler } from './describe-sampler.js';

/** Documents cut into stretches of a fixed length. */
const stretches = defineSampler({
  name: 'stretches.v1',
  summary: 'Cuts documents into stretches',
  options: z.strictObject({ maxLength: z.int().min(3).default(16) }),
  features: () => ({ provides: ['word-starts', 'aligned-positions'] }),
  maxLength: ({ maxLength }) => maxLength,
  plan(_options, { corpus, documents, budget }) {
    if (documents.length === 0) throw new DataError({ what: 'No documents' });
    const starts: number[] = [];
    const ends: number[] = [];
    for (const document of documents) {
      const [first, last] = [corpus.documentStarts[document], corpus.documentStarts[document + 1]];
      const end = corpus.sentenceStarts[last];
      for (let start = corpus.sentenceStarts[first]; start < end; start += budget - 2) {
        starts.push(start);
        ends.push(Math.min(end, start + budget - 2));
      }
    }
    return {
      lengths: Uint32Array.from(starts, (start, i) => ends[i] - start + 2),
      arrays: { starts: Float64Array.from(starts), ends: Float64Array.from(ends) },
    };
  },
  assemble(_options, { arrays }, index, corpus, { vocabulary }) {
    const { ids, wordStarts } = corpus.read(arrays['starts'][index], arrays['ends'][index]);
    const { cls, sep } = vocabulary.special;
    return {
      original: untouchedView({
        inputIds: Int32Array.of(cls, ...ids, sep),
        segmentIds: new Int32Array(ids.length + 2),
        special: Uint8Array.of(1, ...ids.map(() => 0), 1),
        wordStarts: Uint8Array.of(0, ...wordStarts, 0),
      }),
    };
  },
});

describeSampler(stretches, [{ title: 'default options' }, { title: 'short ones', options: { maxLength: 9 } }]);
