import type { SpansPrediction } from '@cloze/contracts';
import { defineHead } from '@cloze/contracts/tensor';
import { z } from 'zod';
import { lostRoots, lostSpans } from './lost-spans.js';
import { noneWeightOption } from './none-weight.js';
import { SPAN_DECODERS } from './select-spans.js';
import { chooseSpans, type SpanCandidate } from './span-candidates.js';
import { decodeSpans, spanHead } from './span-head.js';
import { spanOptions } from './span-options.js';
import { spanTargets, type SpansOfWindow } from './span-targets.js';

const options = z.strictObject({
  ...spanOptions,
  noneWeight: noneWeightOption,
  decoding: z
    .enum(SPAN_DECODERS)
    .default('overlapping')
    .describe(
      'which sets of spans may be given: any; nested, none that cross; flat, none that share a word; tree, the constituents of the best binary tree',
    ),
});

/** Options of `span-classification.v1`. */
export type SpanClassificationOptions = z.output<typeof options>;

/** Gives every span up to a length a label or none, and chooses the best set of spans that the decoding allows. */
export const spanClassification = defineHead<
  SpanClassificationOptions,
  SpansPrediction,
  'spans',
  readonly SpanCandidate[]
>({
  name: 'span-classification.v1',
  summary: 'Labels spans, which may nest or overlap: entities, constituents',
  options,
  accepts: 'spans',
  gold: ['spans'],
  metrics: ['span-f1.v1'],
  targets: (parsed, { labels }) => ({
    collate: (windows) => spanTargets(windows, labels, parsed, spansOf(parsed)),
  }),
  create: (parsed, services) => spanHead(parsed, services, services.labels.names.length),
  decode: (parsed, outputs, windows, { names }) =>
    decodeSpans(outputs, windows, names, parsed.maxSpanLength, spansOf(parsed)),
  merge: ({ decoding }, decoded, windows) => chooseSpans(decoding, decoded, windows),
  warnings: (parsed, windows) => [
    ...lostSpans(windows, ({ spans }) => spans, parsed.maxSpanLength, spansOf(parsed)),
    ...(parsed.decoding === 'tree' ? lostRoots(windows) : []),
  ],
});

/** A tree has its root whatever the root's length. */
function spansOf({ decoding }: SpanClassificationOptions): SpansOfWindow {
  return decoding === 'tree' ? 'rooted' : 'own';
}
