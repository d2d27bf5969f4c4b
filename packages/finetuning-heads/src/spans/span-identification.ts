import type { LabelSet, SpansPrediction } from '@cloze/contracts';
import { defineHead } from '@cloze/contracts/tensor';
import { z } from 'zod';
import { lostSpans } from './lost-spans.js';
import { noneWeightOption } from './none-weight.js';
import { chooseSpans, type SpanCandidate } from './span-candidates.js';
import { decodeSpans, spanHead } from './span-head.js';
import { spanOptions } from './span-options.js';
import { spanTargets } from './span-targets.js';

const options = z.strictObject({
  ...spanOptions,
  noneWeight: noneWeightOption,
  decoding: z
    .enum(['overlapping', 'nested', 'flat'])
    .default('overlapping')
    .describe('which sets of spans may be given: any; nested, none that cross; flat, none that share a word'),
});

/** Options of `span-identification.v1`. */
export type SpanIdentificationOptions = z.output<typeof options>;

/**
 * Tells which spans are what is looked for, whatever their labels. Predicted spans have the label of the data where there is one alone, else
 * `span`.
 */
export const spanIdentification = defineHead<
  SpanIdentificationOptions,
  SpansPrediction,
  'spans',
  readonly SpanCandidate[]
>({
  name: 'span-identification.v1',
  summary: 'Finds spans without telling them apart: mentions, terms, chunks',
  options,
  accepts: 'spans',
  gold: ['spans'],
  metrics: ['span-boundaries-f1.v1'],
  targets: (parsed) => ({
    collate: (windows) => spanTargets(windows, undefined, parsed),
  }),
  create: (parsed, services) => spanHead(parsed, services, 1),
  decode: ({ maxSpanLength }, outputs, windows, labels) =>
    decodeSpans(outputs, windows, [nameOf(labels)], maxSpanLength),
  merge: ({ decoding }, decoded, windows) => chooseSpans(decoding, decoded, windows),
  warnings: ({ maxSpanLength }, windows) =>
    lostSpans(windows, ({ spans }) => spans?.map(({ start, end }) => ({ start, end })), maxSpanLength),
});

function nameOf({ names }: LabelSet): string {
  return names.length === 1 ? names[0] : 'span';
}
