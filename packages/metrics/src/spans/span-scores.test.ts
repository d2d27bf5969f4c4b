import { KeyedRandom, type TextSpan } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { relationScores, type RelationGraph } from './relation-scores.js';
import { spanScores } from './span-scores.js';

const random = new KeyedRandom(3).stream('test/spans');
const LABELS = ['A', 'B', 'C'];

function randomSpans(): TextSpan[] {
  return Array.from({ length: random.below(6) }, () => {
    const start = random.below(4);
    return { start, end: start + 1 + random.below(2), label: LABELS[random.below(3)] };
  });
}

/** P, R and F1 over lists of texts' things, by comparing each with each. */
function bruteForce(gold: readonly string[][], predicted: readonly string[][]) {
  let [correct, found, there] = [0, 0, 0];
  gold.forEach((things, i) => {
    const [a, b] = [[...new Set(things)], [...new Set(predicted[i])]];
    there += a.length;
    found += b.length;
    correct += a.filter((thing) => b.includes(thing)).length;
  });
  const precision = found === 0 ? 0 : correct / found;
  const recall = there === 0 ? 0 : correct / there;
  return { precision, recall, f1: correct === 0 ? 0 : (2 * correct) / (found + there) };
}

describe('spanScores', () => {
  it('agrees with comparing each span with each', () => {
    for (let trial = 0; trial < 200; trial += 1) {
      const [gold, predicted] = [0, 1].map(() => Array.from({ length: 3 }, randomSpans));
      const keys = (texts: readonly TextSpan[][], labelled: boolean) =>
        texts.map((spans) => spans.map(({ start, end, label }) => `${start} ${end} ${labelled ? label : ''}`));
      for (const labelled of [true, false]) {
        const { micro } = spanScores(gold, predicted, labelled);
        const expected = bruteForce(keys(gold, labelled), keys(predicted, labelled));
        expect(micro.precision).toBeCloseTo(expected.precision, 12);
        expect(micro.recall).toBeCloseTo(expected.recall, 12);
        expect(micro.f1).toBeCloseTo(expected.f1, 12);
      }
      const { macro, types } = spanScores(gold, predicted);
      const each = Object.keys(types).map((label) => {
        const only = (texts: readonly TextSpan[][]) =>
          texts.map((spans) => spans.filter((span) => span.label === label));
        return bruteForce(keys(only(gold), true), keys(only(predicted), true)).f1;
      });
      if (each.length > 0) expect(macro.f1).toBeCloseTo(each.reduce((sum, f1) => sum + f1, 0) / each.length, 12);
    }
  });
});

describe('relationScores', () => {
  it('agrees with comparing each relation with each, with and without the labels of spans', () => {
    const randomGraph = (): RelationGraph => {
      const spans = randomSpans();
      const count = spans.length === 0 ? 0 : random.below(5);
      const end = () => random.below(spans.length);
      const relations = Array.from({ length: count }, () => ({
        head: end(),
        tail: end(),
        label: LABELS[random.below(2)],
      }));
      return { spans, relations };
    };
    for (let trial = 0; trial < 200; trial += 1) {
      const [gold, predicted] = [0, 1].map(() => Array.from({ length: 3 }, randomGraph));
      for (const strict of [true, false]) {
        const keys = (graphs: readonly RelationGraph[]) =>
          graphs.map(({ spans, relations }) =>
            relations.map(({ head, tail, label }) => {
              const name = (span: TextSpan) => `${span.start}-${span.end}${strict ? span.label : ''}`;
              return `${label} ${name(spans[head])} ${name(spans[tail])}`;
            }),
          );
        const { micro } = relationScores(gold, predicted, strict);
        const expected = bruteForce(keys(gold), keys(predicted));
        expect(micro.precision).toBeCloseTo(expected.precision, 12);
        expect(micro.recall).toBeCloseTo(expected.recall, 12);
        expect(micro.f1).toBeCloseTo(expected.f1, 12);
      }
    }
  });
});
