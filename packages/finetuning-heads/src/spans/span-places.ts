import { tensor1d, type Tensor, type Tensor1D } from '@tensorflow/tfjs-core';

/** Some spans of the words of a batch. */
export interface SpanPlaces {
  readonly count: number;
  /** First and last word of span k, both inclusive, at 2k and 2k + 1. */
  readonly spans: Int32Array; // [spans * 2]
  readonly firsts: Tensor1D; // int32 [spans]
  readonly lasts: Tensor1D; // int32 [spans]
  /** Number of words less 1; of longer spans than `longest`, that of the longest. */
  readonly widths: Tensor1D; // int32 [spans]
}

/**
 * The places of spans, from first and last word of each; call inside `tf.tidy`.
 * @param longest most words that a span's width is told by
 */
export function spanPlaces(given: Tensor | Int32Array, longest: number): SpanPlaces {
  const spans = given instanceof Int32Array ? given : (given.dataSync() as Int32Array);
  const count = spans.length / 2;
  const of = (value: (span: number) => number) =>
    tensor1d(
      Int32Array.from({ length: count }, (_, i) => value(i)),
      'int32',
    );
  return {
    count,
    spans,
    firsts: of((i) => spans[2 * i]),
    lasts: of((i) => spans[2 * i + 1]),
    widths: of((i) => Math.min(longest - 1, spans[2 * i + 1] - spans[2 * i])),
  };
}
