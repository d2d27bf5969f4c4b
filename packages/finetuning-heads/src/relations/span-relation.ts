import {
  ownsWords,
  refuseIdle,
  type EncodedRecord,
  type NamedArrays,
  type RelationsPrediction,
} from '@cloze/contracts';
import { defineHead } from '@cloze/contracts/tensor';
import { z } from 'zod';
import { wordCount } from '../records/word-offsets.js';
import { wordPoolingArrays } from '../records/word-pooling.js';
import { lostSpans } from '../spans/lost-spans.js';
import { noneWeightOption } from '../spans/none-weight.js';
import { spanOptions } from '../spans/span-options.js';
import { spanTargets, windowSpans } from '../spans/span-targets.js';
import {
  decodeGiven,
  decodeJoint,
  mergeGiven,
  mergeJoint,
  type FoundRelations,
  type GivenRelations,
} from './decode-relations.js';
import { pairTargets } from './given-pairs.js';
import { lostRelations } from './lost-relations.js';
import { relationHead } from './relation-head.js';

const DECODING = 'flat';
const SPANS_PER_WORD = 0.4;

const options = z
  .strictObject({
    ...spanOptions,
    noneWeight: noneWeightOption,
    spans: z
      .enum(['joint', 'given'])
      .default('joint')
      .describe("joint: spans are learnt and found too; given: relations between the record's own spans"),
    decoding: z
      .enum(['overlapping', 'nested', 'flat'])
      .default(DECODING)
      .describe('which sets of spans may be found: any; nested, none that cross; flat, none that share a word'),
    spansPerWord: z
      .number()
      .positive()
      .default(SPANS_PER_WORD)
      .describe('most spans a word between which relations are looked for, the best ones'),
  })
  .superRefine((parsed, context) => {
    if (parsed.spans === 'joint') return;
    const allowed = 'none with "spans": "given", where no spans are looked for';
    refuseIdle(context, parsed, 'decoding', DECODING, allowed);
    refuseIdle(context, parsed, 'spansPerWord', SPANS_PER_WORD, allowed);
  });

/** Options of `span-relation.v1`. */
export type SpanRelationOptions = z.output<typeof options>;

/**
 * Labels ordered pairs of spans. Learns from all pairs of the record's spans; jointly with the spans, or between given ones. With predicates as
 * heads and arguments as tails it labels semantic roles.
 */
export const spanRelation = defineHead<
  SpanRelationOptions,
  RelationsPrediction,
  'relations',
  GivenRelations | FoundRelations
>({
  name: 'span-relation.v1',
  summary: 'Finds relations between spans, with the spans or between given ones',
  options,
  accepts: 'relations',
  gold: ({ spans }) => (spans === 'joint' ? ['spans', 'relations'] : ['relations']),
  metrics: ({ spans }) => (spans === 'joint' ? ['relation-f1.v1', 'span-f1.v1'] : ['relation-f1.v1']),
  targets: (parsed, { labels }) => ({
    collate(windows) {
      const { arrays: pairs, weight: relations } = pairTargets(windows, labels, parsed.noneWeight);
      if (parsed.spans === 'given') {
        const words = wordPoolingArrays(windows, parsed.pooling, (window) => ({ from: 0, to: wordCount(window) }));
        return { arrays: { ...words, ...pairs }, weight: relations };
      }
      const found = spanTargets(windows, labels.spans, parsed, 'all');
      return {
        arrays: { ...found.arrays, ...pairs, ...spansOfWindows(windows, parsed.maxSpanLength) },
        weight: { spans: Number(found.weight), relations },
      };
    },
  }),
  create: relationHead,
  decode: ({ spans, maxSpanLength }, outputs, windows, labels) =>
    spans === 'given' ? decodeGiven(outputs, windows, labels) : decodeJoint(outputs, windows, labels, maxSpanLength),
  merge: ({ spans, decoding }, decoded, windows) =>
    spans === 'given'
      ? mergeGiven(decoded as readonly GivenRelations[], windows[0].record)
      : mergeJoint(decoded as readonly FoundRelations[], windows, decoding),
  warnings: ({ spans, maxSpanLength }, windows) => [
    ...(spans === 'joint' ? lostSpans(windows, (record) => record.spans, maxSpanLength) : []),
    ...lostRelations(windows),
  ],
});

/** Number of spans and words of each window, and which spans are its own. */
function spansOfWindows(windows: readonly EncodedRecord[], longest: number): NamedArrays {
  const counts: number[] = [];
  const isOwn: number[] = [];
  for (const window of windows) {
    const spans = windowSpans(window, longest, 'all');
    counts.push(spans.length / 2, wordCount(window));
    for (let k = 0; k < spans.length; k += 2) isOwn.push(Number(ownsWords(window, spans[k], spans[k + 1] + 1)));
  }
  return { counts: { data: Int32Array.from(counts), shape: [windows.length, 2] }, isOwn: Int32Array.from(isOwn) };
}
