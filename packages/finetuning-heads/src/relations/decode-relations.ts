import {
  ownsWords,
  shapedArray,
  type EncodedRecord,
  type LabelSet,
  type NamedArrays,
  type RelationsPrediction,
  type RelationsRecord,
} from '@cloze/contracts';
import { argMaxOf, softmax } from '../classification/softmax.js';
import { wordCount } from '../records/word-offsets.js';
import { selectSpans, type SpanDecoder } from '../spans/select-spans.js';
import { windowCandidates, type SpanCandidate } from '../spans/span-candidates.js';
import { windowSpans } from '../spans/span-targets.js';
import { givenPairs } from './given-pairs.js';

interface WindowRelation<End> {
  readonly head: End;
  readonly tail: End;
  readonly label: string;
  readonly score: number;
}

/** What a window says where spans are given: relations between the record's, by their indices. */
export type GivenRelations = readonly WindowRelation<number>[];

/** What a window says where spans are found: its own spans, and relations of those to any, by first and last word of the record. */
export interface FoundRelations {
  readonly spans: readonly SpanCandidate[];
  readonly relations: readonly WindowRelation<string>[];
}

/** Relations between the record's own spans, which `head` and `tail` index. */
export function decodeGiven(
  outputs: NamedArrays,
  windows: readonly EncodedRecord<RelationsRecord>[],
  { names }: LabelSet,
): GivenRelations[] {
  const logits = shapedArray(outputs['pairLogits']).data as Float32Array;
  let pair = 0;
  return windows.map((window) => {
    const { indices, pairs } = givenPairs(window);
    const relations = pairs.flatMap(([head, tail]) => {
      const label = bestLabel(logits, pair, names);
      pair += 1;
      return label ? [{ head: indices[head], tail: indices[tail], ...label }] : [];
    });
    return relations;
  });
}

/** Spans that were found, and relations between them. */
export function decodeJoint(
  outputs: NamedArrays,
  windows: readonly EncodedRecord<RelationsRecord>[],
  labels: LabelSet,
  longest: number,
): FoundRelations[] {
  const [spanLogits, pairLogits] = ['spanLogits', 'pairLogits'].map(
    (name) => shapedArray(outputs[name]).data as Float32Array,
  );
  const [chosen, pairs] = ['chosen', 'chosenPairs'].map((name) => shapedArray(outputs[name]).data);
  const spanNames = labels.spans?.names ?? [];
  const classes = spanNames.length + 1;
  let [span, pair] = [0, 0];
  return windows.map((window) => {
    const all = windowSpans(window, longest, 'all');
    const [from, to] = [span, span + all.length / 2];
    const { firstWord } = window;
    const spans = windowCandidates(
      window,
      spanLogits.subarray(from * classes, to * classes),
      spanNames,
      longest,
      'all',
    );
    const keyOf = (place: number) => {
      const [first, last] = [2, 1].map((back) => firstWord + all[2 * (place - from + 1) - back]);
      return `${first} ${last}`;
    };
    const relations: WindowRelation<string>[] = [];
    for (; 2 * pair < pairs.length && chosen[pairs[2 * pair]] < to; pair += 1) {
      const label = bestLabel(pairLogits, pair, labels.names);
      const [head, tail] = [chosen[pairs[2 * pair]], chosen[pairs[2 * pair + 1]]].map(keyOf);
      if (label) relations.push({ head, tail, ...label });
    }
    span = to;
    const own = spans.filter(({ first, last }) => ownsWords(window, first - firstWord, last - firstWord + 1));
    return { spans: own, relations };
  });
}

/** The prediction where spans are given: the record's spans, and relations between them. */
export function mergeGiven(
  windows: readonly GivenRelations[],
  { spans = [] }: Pick<RelationsRecord, 'spans'>,
): RelationsPrediction {
  return { spans: spans.map(({ start, end, label }) => ({ start, end, label, score: 1 })), relations: windows.flat() };
}

/** The prediction where spans were found: the decoder's choice among those of all windows, and the relations between chosen ones. */
export function mergeJoint(
  decoded: readonly FoundRelations[],
  windows: readonly EncodedRecord<RelationsRecord>[],
  decoder: SpanDecoder,
): RelationsPrediction {
  const end = windows[windows.length - 1];
  const words = end.firstWord + wordCount(end);
  const chosen = selectSpans(
    decoder,
    decoded.flatMap(({ spans }) => spans),
    words,
  );
  const places = new Map(chosen.map(({ first, last }, place) => [`${first} ${last}`, place]));
  const relations = decoded
    .flatMap((window) => window.relations)
    .flatMap(({ head, tail, ...rest }) => {
      const [from, to] = [places.get(head), places.get(tail)];
      return from === undefined || to === undefined ? [] : [{ head: from, tail: to, ...rest }];
    });
  return { spans: chosen.map(({ start, end: to, label, score }) => ({ start, end: to, label, score })), relations };
}

function bestLabel(
  logits: Float32Array,
  pair: number,
  names: readonly string[],
): { readonly label: string; readonly score: number } | undefined {
  const classes = names.length + 1;
  const probabilities = softmax(logits.subarray(pair * classes, (pair + 1) * classes));
  const best = argMaxOf(probabilities);
  return best === 0 ? undefined : { label: names[best - 1], score: probabilities[best] };
}
