import { z } from 'zod';

/** How a span is represented by the vectors of its words. */
export const SPAN_REPRESENTATIONS = ['endpoints-mean', 'ffn-mean', 'ffn-attentive'] as const;

/** Options that all heads over spans share. */
export const spanOptions = {
  maxSpanLength: z.int().positive().default(12).describe('most words of a span'),
  representation: z
    .enum(SPAN_REPRESENTATIONS)
    .default('endpoints-mean')
    .describe(
      'endpoints-mean: first word, last word, mean; ffn-mean: a layer over the first and one over the last word, mean; ffn-attentive: the same with self-attentive pooling',
    ),
  endpointSize: z.int().positive().default(150).describe('of ffn-…: width of the layers over first and last word'),
  widthSize: z.int().positive().optional().describe('width of an embedding of the number of words; none when left out'),
  hiddenSize: z.int().positive().default(256).describe("width of the scorer's hidden layer"),
  pooling: z.enum(['first', 'mean']).default('first').describe("a word's vector: its first subword's, or the mean"),
  dropout: z.number().min(0).lt(1).optional().describe("inside the head; the encoder's when left out"),
};

/** Options of {@link spanOptions}, parsed. */
export interface SpanOptions {
  readonly maxSpanLength: number;
  readonly representation: (typeof SPAN_REPRESENTATIONS)[number];
  readonly endpointSize: number;
  readonly widthSize?: number;
  readonly hiddenSize: number;
  readonly pooling: 'first' | 'mean';
  readonly dropout?: number;
}
