import { DataError, defineSampler } from '@cloze/contracts';
import { z } from 'zod';
import { PairPacker } from './pair-packer.js';
import { viewOfStretches } from './stretch.js';

/** Name of the label that tells the real next segment (0) from one of another document (1), as in Hugging Face's BERT. */
export const NEXT_SENTENCE_LABEL = 'nextSentenceLabel';

/** Name of the label that tells segments in order (0) from swapped ones (1), as in Hugging Face's ALBERT. */
export const SENTENCE_ORDER_LABEL = 'sentenceOrderLabel';

const NAME = 'sentence-pairs.v1';

const options = z
  .strictObject({
    /** Largest number of tokens of an example, `[CLS]` and both `[SEP]` included. */
    maxLength: z.int().min(5).default(128),
    /** What a segment is: as many sentences as fit together with the other's, or one. */
    unit: z.enum(['block', 'sentence']).default('block'),
    /** What the second segment is in half of the examples: text of another document, or the first one's place swapped. */
    negatives: z.enum(['random', 'swapped']).default('random'),
    /** Probability that an example of blocks aims at a length drawn uniformly from 2 tokens of text to the most. */
    shortProbability: z.number().min(0).max(1).default(0.1),
    /**
     * Chunks of one sentence have no next segment. `merge` takes the sentence after it as well, and leaves out one that ends
     * its document; `random` makes them all negative, as BERT's code does, which tips the coin.
     */
    singleSentences: z.enum(['merge', 'random']).default('merge'),
  })
  .superRefine(({ negatives, singleSentences }, context) => {
    if (negatives === 'random' || singleSentences === 'merge') return;
    const message = '"merge", where negatives are "swapped": one sentence alone cannot be swapped';
    context.addIssue({ code: 'custom', path: ['singleSentences'], message, input: singleSentences });
  });

/** Options of `sentence-pairs.v1`. */
export type SentencePairsOptions = z.infer<typeof options>;

/**
 * Pairs of segments, `[CLS] a [SEP] b [SEP]`, for next-sentence prediction (Devlin et al. 2019, appendix A.2) or, with
 * `negatives: 'swapped'`, for sentence order (Lan et al. 2020, section 3.1). A segment is one or more whole sentences, or with
 * `unit: 'sentence'` one (Liu et al. 2019, section 4.2: SENTENCE-PAIR).
 */
export const sentencePairs = defineSampler<SentencePairsOptions>({
  name: NAME,
  summary: 'pairs of segments: the real next one, or one of another document, or swapped',
  options,
  features: ({ negatives }) => ({
    provides: [negatives === 'random' ? 'pairs' : 'segment-order', 'word-starts', 'aligned-positions'],
  }),
  maxLength: ({ maxLength }) => maxLength,
  plan(chosen, input) {
    const { documentStarts } = input.corpus;
    const documents = input.documents.filter((document) => documentStarts[document] < documentStarts[document + 1]);
    const distinct = new Set(documents).size;
    if (chosen.negatives === 'random' && distinct < 2) {
      throw new DataError({
        what: `The sampler "${NAME}" needs text of another document for its negatives`,
        received: distinct === 1 ? 'a corpus of one document' : 'a corpus without a document',
        allowed: 'two documents or more',
        fix: 'give more files, tell documents apart with "documents": "blank-line" or "heading", or use "negatives": "swapped"',
      });
    }
    const random = input.random.stream(`sampler/${NAME}`, input.epoch);
    const plan = new PairPacker(chosen, input, documents, random).pack();
    if (plan.lengths.length > 0) return plan;
    throw new DataError({
      what: `The sampler "${NAME}" found no pair of segments`,
      received: `${distinct} documents, none with two sentences`,
      fix: 'give longer documents ("documents": "file" or "heading"), or use "singleSentences": "random"',
    });
  },
  assemble({ negatives }, { arrays }, index, corpus, { vocabulary }) {
    const first = { start: arrays.firstStarts[index], end: arrays.firstStarts[index] + arrays.firstLengths[index] };
    const second = { start: arrays.secondStarts[index], end: arrays.secondStarts[index] + arrays.secondLengths[index] };
    return {
      original: viewOfStretches([first, second], [0, 1], corpus, vocabulary),
      labels: { [negatives === 'random' ? NEXT_SENTENCE_LABEL : SENTENCE_ORDER_LABEL]: arrays.labels[index] },
    };
  },
});
