import type { RandomStream } from '@cloze/contracts';

/** Lengths of spans in words, from 1 up. */
export interface SpanLengths {
  /** Probability of a length of i + 1 or less. */
  readonly cumulative: Float64Array; // [maxLength]
  draw(random: RandomStream): number;
}

/**
 * A geometric distribution cut at `maxLength` and renormalised (Joshi et al., 2020, SpanBERT, section 3.1):
 * P(l) is proportional to p (1 - p)^(l - 1), for l from 1 to `maxLength`. For p = 0.2 and 10 the mean is 3.80.
 * @param p probability that a span ends after each word
 */
export function spanLengths(p: number, maxLength: number): SpanLengths {
  const cumulative = Float64Array.from({ length: maxLength }, (_, i) => 1 - (1 - p) ** (i + 1));
  const total = cumulative[maxLength - 1];
  cumulative.forEach((value, i) => (cumulative[i] = value / total));
  return {
    cumulative,
    draw(random) {
      const draw = random.uniform();
      let length = 1;
      while (length < maxLength && cumulative[length - 1] <= draw) length += 1;
      return length;
    },
  };
}
