import { DataError, KeyedRandom } from '@cloze/contracts';
import { StaticVectors } from './static-vectors.js';
import { negativeTable } from './negative-table.js';

/** How to train; the defaults are those of word2vec where it has them. */
export interface SkipGramOptions {
  /** Numbers a vector; 100 by default. */
  readonly width?: number;
  /** Words on either side that may be predicted; 5 by default. Each position draws its own window from 1 to this. */
  readonly window?: number;
  /** Words drawn against each predicted one; 5 by default. */
  readonly negatives?: number;
  /** Words seen less often are left out; 5 by default. */
  readonly minCount?: number;
  /** Passes over the text; 5 by default. */
  readonly epochs?: number;
  /** At the start; falls in a straight line to almost nothing. 0.025 by default. */
  readonly learningRate?: number;
  /** Share of the text from which on a word is read less often; 1e-3 by default, 0 to read every one. */
  readonly subsample?: number;
  /** 1 by default. The same seed, options and text give the same vectors. */
  readonly seed?: number;
  /** Called after each part of the work. */
  readonly onProgress?: (done: { readonly epoch: number; readonly words: number; readonly total: number }) => void;
}

/** Steps of the table of the logistic function, and where it ends: beyond, it is 0 or 1 to three digits. */
const SIGMOID_STEPS = 4096;
const SIGMOID_END = 8;
/** Words between reports and updates of the learning rate. */
const CHUNK_WORDS = 10_000;

/**
 * Trains word vectors by skip-gram with negative sampling (Mikolov et al., 2013): a word's vector predicts the words near it against words drawn by
 * their frequency to the power of 3/4; frequent words are passed over at random. One thread, every draw keyed by seed, epoch and sentence.
 * @param sentences words in order; read once and kept as numbers
 * @throws DataError where no word is frequent enough
 */
export async function trainSkipGram(
  sentences: Iterable<readonly string[]> | AsyncIterable<readonly string[]>,
  options: SkipGramOptions = {},
): Promise<StaticVectors> {
  const { width = 100, minCount = 5, seed = 1 } = options;
  const text = await readSentences(sentences, minCount);
  if (text.words.length < 2) {
    throw new DataError({
      what: 'A text has too few words to train vectors on',
      received: `${text.words.length} words that occur ${minCount} times`,
      allowed: 'two or more',
      fix: 'give more text, or lower minCount',
    });
  }
  const random = new KeyedRandom(seed);
  const input = new Float32Array(text.words.length * width);
  const start = random.stream('skip-gram/start');
  for (let i = 0; i < input.length; i += 1) input[i] = (start.uniform() - 0.5) / width;
  train(text, input, { width, random, options });
  return new StaticVectors(text.words, width, input);
}

interface NumberedText {
  /** Most frequent first. */
  readonly words: readonly string[];
  readonly counts: Float64Array;
  /** Words of all sentences end to end. */
  readonly ids: Int32Array;
  /** First word of each sentence, then the number of words. */
  readonly starts: Int32Array;
}

async function readSentences(
  sentences: Iterable<readonly string[]> | AsyncIterable<readonly string[]>,
  minCount: number,
): Promise<NumberedText> {
  const seen = new Map<string, number>();
  const counted: number[] = [];
  let raw = new Int32Array(1 << 16);
  let length = 0;
  const ends: number[] = [];
  for await (const sentence of sentences) {
    if (length + sentence.length > raw.length) {
      const longer = new Int32Array(Math.max(2 * raw.length, length + sentence.length));
      longer.set(raw);
      raw = longer;
    }
    for (const word of sentence) {
      const id = seen.get(word) ?? seen.size;
      if (id === seen.size) seen.set(word, id);
      counted[id] = (counted[id] ?? 0) + 1;
      raw[length++] = id;
    }
    ends.push(length);
  }
  const kept = [...seen]
    .filter(([, id]) => counted[id] >= minCount)
    .sort(([, a], [, b]) => counted[b] - counted[a] || a - b);
  const numbers = new Int32Array(seen.size).fill(-1);
  kept.forEach(([, id], number) => (numbers[id] = number));
  const ids = new Int32Array(length);
  const starts = new Int32Array(ends.length + 1);
  let at = 0;
  let from = 0;
  ends.forEach((end, sentence) => {
    for (; from < end; from += 1) if (numbers[raw[from]] >= 0) ids[at++] = numbers[raw[from]];
    starts[sentence + 1] = at;
  });
  return {
    words: kept.map(([word]) => word),
    counts: Float64Array.from(kept, ([, id]) => counted[id]),
    ids: ids.slice(0, at),
    starts,
  };
}

interface Training {
  readonly width: number;
  readonly random: KeyedRandom;
  readonly options: SkipGramOptions;
}

function train(
  { ids, starts, counts, words }: NumberedText,
  input: Float32Array,
  { width, random, options }: Training,
): void {
  const { window = 5, negatives = 5, epochs = 5, learningRate = 0.025, subsample = 1e-3, onProgress } = options;
  const output = new Float32Array(words.length * width);
  const table = negativeTable(counts);
  const sigmoid = sigmoidTable();
  const keep = keepProbabilities(counts, ids.length, subsample);
  const change = new Float32Array(width);
  const sentence = new Int32Array(longestSentence(starts));
  const total = epochs * ids.length;
  let done = 0;
  let reported = 0;
  let rate = learningRate;
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    for (let i = 0; i + 1 < starts.length; i += 1) {
      const draws = random.stream('skip-gram/draws', epoch, i);
      let length = 0;
      for (let at = starts[i]; at < starts[i + 1]; at += 1) {
        if (keep[ids[at]] >= 1 || draws.uint32() < keep[ids[at]] * 0x1_0000_0000) sentence[length++] = ids[at];
      }
      for (let at = 0; at < length; at += 1) {
        const reach = 1 + draws.below(window);
        for (let other = Math.max(0, at - reach); other <= Math.min(length - 1, at + reach); other += 1) {
          if (other === at) continue;
          const row = sentence[other] * width;
          change.fill(0);
          for (let draw = 0; draw <= negatives; draw += 1) {
            const target = draw === 0 ? sentence[at] : table[draws.uint32() % table.length];
            if (draw > 0 && target === sentence[at]) continue;
            const to = target * width;
            const product = dot(input, row, output, to, width);
            step(input, row, output, to, change, rate * ((draw === 0 ? 1 : 0) - look(sigmoid, product)));
          }
          for (let k = 0; k < width; k += 1) input[row + k] += change[k];
        }
      }
      done += starts[i + 1] - starts[i];
      if (done - reported < CHUNK_WORDS && done < total) continue;
      reported = done;
      rate = learningRate * Math.max(1e-4, 1 - done / total);
      onProgress?.({ epoch, words: done, total });
    }
  }
}

function longestSentence(starts: Int32Array): number {
  let longest = 0;
  for (let i = 1; i < starts.length; i += 1) longest = Math.max(longest, starts[i] - starts[i - 1]);
  return longest;
}

/** Four sums side by side do not wait for one another. */
function dot(a: Float32Array, fromA: number, b: Float32Array, fromB: number, length: number): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  let k = 0;
  for (; k + 3 < length; k += 4) {
    sum0 += a[fromA + k] * b[fromB + k];
    sum1 += a[fromA + k + 1] * b[fromB + k + 1];
    sum2 += a[fromA + k + 2] * b[fromB + k + 2];
    sum3 += a[fromA + k + 3] * b[fromB + k + 3];
  }
  for (; k < length; k += 1) sum0 += a[fromA + k] * b[fromB + k];
  return sum0 + sum1 + (sum2 + sum3);
}

/** Moves an output vector along an input vector, and notes what the input is to move by: `change` is as long as both. */
function step(
  input: Float32Array,
  row: number,
  output: Float32Array,
  to: number,
  change: Float32Array,
  size: number,
): void {
  for (let k = 0; k < change.length; k += 1) {
    const before = output[to + k];
    change[k] += size * before;
    output[to + k] = before + size * input[row + k];
  }
}

/** The logistic function at the middle of each step from -{@link SIGMOID_END} to it. */
function sigmoidTable(): Float32Array {
  return Float32Array.from(
    { length: SIGMOID_STEPS },
    (_, step) => 1 / (1 + Math.exp(-(((step + 0.5) / SIGMOID_STEPS) * 2 - 1) * SIGMOID_END)),
  );
}

function look(sigmoid: Float32Array, x: number): number {
  if (x >= SIGMOID_END) return 1;
  if (x <= -SIGMOID_END) return 0;
  return sigmoid[Math.floor((x + SIGMOID_END) * (SIGMOID_STEPS / (2 * SIGMOID_END)))];
}

/** How likely an occurrence of each word is read: word2vec's sqrt(t / f) + t / f for a share f of the text. */
function keepProbabilities(counts: Float64Array, total: number, subsample: number): Float64Array {
  return counts.map((count) => {
    const ratio = subsample / (count / total);
    return subsample === 0 ? 1 : Math.sqrt(ratio) + ratio;
  });
}
