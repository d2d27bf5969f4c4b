import type { ExamplePlan, PlanInput, RandomStream } from '@cloze/contracts';
import { GrowingArray } from './growing-array.js';
import type { SentencePairsOptions } from './sentence-pairs.js';
import type { Stretch } from './stretch.js';

/** Tokens of `[CLS] a [SEP] b [SEP]` that are not text. */
const SPECIAL_TOKENS = 3;

/** Cuts documents into chunks of sentences and chunks into pairs of segments, as BERT's data preparation does. */
export class PairPacker {
  readonly #options: SentencePairsOptions;
  readonly #documentStarts: Uint32Array;
  readonly #sentenceStarts: Float64Array;
  /** Tokens of text that fit. */
  readonly #room: number;
  /** Documents with at least one sentence, in the epoch's order. */
  readonly #documents: Uint32Array;
  readonly #random: RandomStream;
  readonly #firstStarts = new GrowingArray((length) => new Float64Array(length));
  readonly #firstLengths = new GrowingArray((length) => new Uint32Array(length));
  readonly #secondStarts = new GrowingArray((length) => new Float64Array(length));
  readonly #secondLengths = new GrowingArray((length) => new Uint32Array(length));
  readonly #lengths = new GrowingArray((length) => new Uint32Array(length));
  readonly #labels = new GrowingArray((length) => new Uint8Array(length));

  constructor(options: SentencePairsOptions, input: PlanInput, documents: Uint32Array, random: RandomStream) {
    this.#options = options;
    this.#documentStarts = input.corpus.documentStarts;
    this.#sentenceStarts = input.corpus.sentenceStarts;
    this.#room = input.budget - SPECIAL_TOKENS;
    this.#documents = documents;
    this.#random = random;
  }

  pack(): ExamplePlan {
    for (const document of this.#documents) this.#document(document);
    return {
      lengths: this.#lengths.toArray(),
      arrays: {
        firstStarts: this.#firstStarts.toArray(),
        firstLengths: this.#firstLengths.toArray(),
        secondStarts: this.#secondStarts.toArray(),
        secondLengths: this.#secondLengths.toArray(),
        labels: this.#labels.toArray(),
      },
    };
  }

  #document(document: number): void {
    const last = this.#documentStarts[document + 1];
    let from = this.#documentStarts[document];
    while (from < last) {
      const target = this.#target();
      const to = this.#chunkEnd(from, last, target);
      if (to - from === 1 && this.#options.singleSentences === 'merge') return;
      const middle = to - from === 1 ? to : from + 1 + this.#random.below(to - from - 1);
      const first = this.#stretch(from, middle);
      // One draw in every case, so that a fair coin is all that a label says of a chunk of two sentences or more.
      const negative = this.#random.bernoulli(0.5) || middle === to;
      const next = middle === to ? undefined : this.#stretch(middle, to);
      if (this.#options.negatives === 'swapped' && next !== undefined) {
        this.#add(negative ? next : first, negative ? first : next, negative);
        from = to;
      } else if (negative || next === undefined) {
        this.#add(first, this.#elsewhere(document, target - (first.end - first.start)), true);
        from = middle; // The text that made room for the negative is put back.
      } else {
        this.#add(first, next, false);
        from = to;
      }
    }
  }

  /** Tokens of text that the next example aims at; with single sentences any number is enough. */
  #target(): number {
    if (this.#options.unit === 'sentence') return 1;
    const short = this.#random.bernoulli(this.#options.shortProbability);
    return short ? 2 + this.#random.below(this.#room - 1) : this.#room;
  }

  /** End of the sentences that make a chunk: as many as reach the target, at least two under `merge`, or for a pair, where there are. */
  #chunkEnd(from: number, last: number, target: number): number {
    const { singleSentences, unit } = this.#options;
    const least = singleSentences === 'merge' || unit === 'sentence' ? 2 : 1;
    let to = from + 1;
    while (to < last && (to - from < least || this.#sentenceStarts[to] - this.#sentenceStarts[from] < target)) to += 1;
    return to;
  }

  /** Sentences of another document, from a random one on, until they hold the wanted number of tokens. */
  #elsewhere(document: number, wanted: number): Stretch {
    let other = document;
    while (other === document) other = this.#documents[this.#random.below(this.#documents.length)];
    const last = this.#documentStarts[other + 1];
    const from = this.#documentStarts[other] + this.#random.below(last - this.#documentStarts[other]);
    let to = from + 1;
    while (to < last && this.#sentenceStarts[to] - this.#sentenceStarts[from] < wanted) to += 1;
    return this.#stretch(from, to);
  }

  #stretch(fromSentence: number, toSentence: number): Stretch {
    return { start: this.#sentenceStarts[fromSentence], end: this.#sentenceStarts[toSentence] };
  }

  /** Truncates the longer side, a token at a time from a random end, until both fit, and keeps the pair. */
  #add(first: Stretch, second: Stretch, label: boolean): void {
    let [firstStart, firstEnd] = [first.start, first.end];
    let [secondStart, secondEnd] = [second.start, second.end];
    while (firstEnd - firstStart + secondEnd - secondStart > this.#room) {
      const fromFront = this.#random.bernoulli(0.5);
      if (firstEnd - firstStart > secondEnd - secondStart) {
        if (fromFront) firstStart += 1;
        else firstEnd -= 1;
      } else if (fromFront) secondStart += 1;
      else secondEnd -= 1;
    }
    this.#firstStarts.push(firstStart);
    this.#firstLengths.push(firstEnd - firstStart);
    this.#secondStarts.push(secondStart);
    this.#secondLengths.push(secondEnd - secondStart);
    this.#lengths.push(firstEnd - firstStart + secondEnd - secondStart + SPECIAL_TOKENS);
    this.#labels.push(label ? 1 : 0);
  }
}
