import { DataError, defineSampler, type ExamplePlan, type PlanInput } from '@cloze/contracts';
import { z } from 'zod';
import { GrowingArray } from './growing-array.js';
import { packRows } from './pack-rows.js';
import { viewOfParts, viewOfStretches, type Stretch } from './stretch.js';

const NAME = 'full-sentences.v1';

const options = z
  .strictObject({
    /** Largest number of tokens of an example, `[CLS]` and `[SEP]` included. */
    maxLength: z.int().min(3).default(128),
    /** What an example is made of: as many whole sentences as fit, or one. */
    unit: z.enum(['block', 'sentence']).default('block'),
    /** Go on with the next document where one ends; a further `[SEP]` stands between them. */
    crossDocuments: z.boolean().default(false),
    /** Lay several texts, `[CLS] … [SEP]` each, into an example until it is full; none sees another. */
    pack: z.boolean().default(false),
    /** Probability that an example aims at a length drawn uniformly from 2 tokens of text to the most. */
    shortProbability: z.number().min(0).max(1).default(0),
  })
  .superRefine(({ unit, crossDocuments, pack, shortProbability }, context) => {
    const refuse = (path: string, message: string, input: unknown) =>
      context.addIssue({ code: 'custom', path: [path], message, input });
    if (crossDocuments && pack)
      refuse('pack', 'false with "crossDocuments", which fills examples in another way', pack);
    if (unit === 'block') return;
    if (crossDocuments) refuse('crossDocuments', 'false with "unit": "sentence"', crossDocuments);
    if (shortProbability > 0) refuse('shortProbability', '0 with "unit": "sentence"', shortProbability);
  });

/** Options of `full-sentences.v1`. */
export type FullSentencesOptions = z.infer<typeof options>;

/**
 * Packs whole sentences up to the maximum length, `[CLS] … [SEP]`, as RoBERTa does (Liu et al. 2019, section 4.2:
 * DOC-SENTENCES, or FULL-SENTENCES with `crossDocuments`). A sentence longer than an example is cut into pieces; what is left
 * of it is packed with the sentences that follow.
 *
 * With `pack`, an example holds several such texts as parts: positions start anew in each, and attention stays within it, so that the model
 * sees what it would see of each text alone, in rows that are full.
 */
export const fullSentences = defineSampler<FullSentencesOptions>({
  name: NAME,
  summary: 'packs whole sentences up to the maximum length',
  options,
  features: () => ({ provides: ['word-starts', 'aligned-positions'] }),
  maxLength: ({ maxLength }) => maxLength,
  plan: (chosen, input) => new Packer(chosen, input).pack(),
  assemble({ pack }, { arrays }, index, corpus, { vocabulary }) {
    const stretches: Stretch[] = [];
    for (let i = arrays.firstStretch[index]; i < arrays.firstStretch[index + 1]; i += 1) {
      stretches.push({ start: arrays.stretchStarts[i], end: arrays.stretchStarts[i] + arrays.stretchLengths[i] });
    }
    if (pack) return { original: viewOfParts(stretches, corpus, vocabulary) };
    const segments = stretches.map(() => 0);
    return { original: viewOfStretches(stretches, segments, corpus, vocabulary) };
  },
});

/** Fills one example after the other; an example is one stretch of tokens a document. */
class Packer {
  readonly #options: FullSentencesOptions;
  readonly #input: PlanInput;
  readonly #random;
  readonly #lengths = new GrowingArray((length) => new Uint32Array(length));
  readonly #firstStretch = new GrowingArray((length) => new Uint32Array(length));
  readonly #stretchStarts = new GrowingArray((length) => new Float64Array(length));
  readonly #stretchLengths = new GrowingArray((length) => new Uint32Array(length));
  /** Tokens of the open example, special tokens included; 1 (`[CLS]`) when it is empty. */
  #length = 1;
  /** Length that the open example aims at. */
  #target = 0;

  constructor(chosen: FullSentencesOptions, input: PlanInput) {
    this.#options = chosen;
    this.#input = input;
    this.#random = input.random.stream(`sampler/${NAME}`, input.epoch);
    this.#firstStretch.push(0);
    this.#aim();
  }

  pack(): ExamplePlan {
    const { documentStarts, sentenceStarts } = this.#input.corpus;
    for (const document of this.#input.documents) {
      this.#document(sentenceStarts.subarray(documentStarts[document], documentStarts[document + 1] + 1));
      if (!this.#options.crossDocuments) this.#close();
    }
    this.#close();
    if (this.#lengths.length === 0) {
      throw new DataError({
        what: `The sampler "${NAME}" found no sentence to make an example of`,
        received: `${this.#input.documents.length} documents without a token`,
        fix: 'give files with text in them',
      });
    }
    const starts = this.#stretchStarts.toArray();
    const lengths = this.#stretchLengths.toArray();
    if (this.#options.pack) return packed(starts, lengths, this.#input.budget);
    return {
      lengths: this.#lengths.toArray(),
      arrays: { firstStretch: this.#firstStretch.toArray(), stretchStarts: starts, stretchLengths: lengths },
    };
  }

  /** Takes the sentences between consecutive `boundaries`; a stretch is open from `start` on. */
  #document(boundaries: Float64Array): void {
    const { budget } = this.#input;
    let start = boundaries[0];
    for (let sentence = 0; sentence + 1 < boundaries.length; sentence += 1) {
      const end = boundaries[sentence + 1];
      // With the sentence and the [SEP] after it; an example takes its first sentence whole whatever it aims at.
      const isFull = this.#options.unit === 'sentence' && !this.#isEmpty(start, boundaries[sentence]);
      if (
        isFull ||
        this.#length + (end - start) + 1 > (this.#isEmpty(start, boundaries[sentence]) ? budget : this.#target)
      ) {
        this.#stretch(start, boundaries[sentence]);
        start = boundaries[sentence];
        this.#close();
      }
      while (end - start > budget - 2) {
        this.#stretch(start, start + budget - 2);
        start += budget - 2;
        this.#close();
      }
    }
    this.#stretch(start, boundaries[boundaries.length - 1]);
  }

  #isEmpty(start: number, sentenceStart: number): boolean {
    return this.#length === 1 && start === sentenceStart;
  }

  #stretch(start: number, end: number): void {
    if (start === end) return;
    this.#stretchStarts.push(start);
    this.#stretchLengths.push(end - start);
    this.#length += end - start + 1;
  }

  #close(): void {
    if (this.#length === 1) return;
    this.#lengths.push(this.#length);
    this.#firstStretch.push(this.#stretchStarts.length);
    this.#length = 1;
    this.#aim();
  }

  #aim(): void {
    const { budget } = this.#input;
    const short = this.#random.bernoulli(this.#options.shortProbability);
    this.#target = short && budget > 4 ? 4 + this.#random.below(budget - 3) : budget;
  }
}

/** A plan of rows of texts; within documents each stretch is a text. */
function packed(starts: Float64Array, lengths: Uint32Array, budget: number): ExamplePlan {
  const { order, rowStarts } = packRows(
    lengths.map((length) => length + 2),
    budget,
  );
  const rows = rowStarts.length - 1;
  const rowLengths = Uint32Array.from({ length: rows }, (_, row) =>
    order.subarray(rowStarts[row], rowStarts[row + 1]).reduce((sum, stretch) => sum + lengths[stretch] + 2, 0),
  );
  return {
    lengths: rowLengths,
    arrays: {
      firstStretch: rowStarts,
      stretchStarts: Float64Array.from(order, (stretch) => starts[stretch]),
      stretchLengths: Uint32Array.from(order, (stretch) => lengths[stretch]),
    },
  };
}
