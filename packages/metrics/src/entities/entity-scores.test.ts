import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AveragedScores } from '../averages/averaged-scores.js';
import { entityScores } from './entity-scores.js';
import { readEntities } from './read-entities.js';
import { readStrictEntities } from './read-strict-entities.js';

type Recorded<Value> = Value | { readonly error: string };
type Entities = readonly (readonly [type: string, first: number, last: number])[];

interface Mode {
  readonly scores: Record<'micro' | 'macro' | 'weighted' | 'per_type', Record<string, unknown>>;
  readonly gold_entities: Recorded<Entities>;
  readonly predicted_entities: Recorded<Entities>;
}

interface Case {
  readonly name: string;
  readonly gold: readonly string[];
  readonly predicted: readonly string[];
  readonly default: Mode;
  readonly strict_iob2: Mode;
}

interface Fixture {
  readonly corpus: { readonly of: readonly string[] } & Record<'default' | 'strict_iob2', Mode['scores']>;
  readonly cases: readonly Case[];
}

/** Recorded from seqeval. */
const fixture = JSON.parse(readFileSync(new URL('../fixtures/entities.json', import.meta.url), 'utf8')) as Fixture;

function expectScores({ micro, macro, weighted, types }: AveragedScores, recorded: Mode['scores']): void {
  const compare = (received: object, expected: object) => {
    expect(Object.keys(received).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, value] of Object.entries(expected)) {
      const score = (received as Record<string, number>)[name];
      if (value === null) expect(score).toBeNaN();
      else expect(Math.abs(score - (value as number))).toBeLessThanOrEqual(1e-12);
    }
  };
  compare(micro, recorded.micro);
  compare(macro, recorded.macro);
  compare(weighted, recorded.weighted);
  expect(Object.keys(types)).toEqual(Object.keys(recorded.per_type).sort());
  for (const [type, scores] of Object.entries(recorded.per_type)) compare(types[type], scores as object);
}

describe('entityScores', () => {
  it.each(fixture.cases)('scores as seqeval does: $name', ({ gold, predicted, ...modes }) => {
    const asRecorded = (entities: ReturnType<typeof readEntities>) =>
      entities.map(({ type, start, end }) => [type, start, end - 1]);
    expect(asRecorded(readEntities(gold))).toEqual(modes.default.gold_entities);
    expect(asRecorded(readEntities(predicted))).toEqual(modes.default.predicted_entities);
    expectScores(entityScores([gold], [predicted]), modes.default.scores);
    if ('error' in modes.strict_iob2.gold_entities) {
      expect(() => readStrictEntities(gold, 'bio')).toThrow('A tag is not of the scheme bio');
      return;
    }
    expect(asRecorded(readStrictEntities(gold, 'bio'))).toEqual(modes.strict_iob2.gold_entities);
    expect(asRecorded(readStrictEntities(predicted, 'bio'))).toEqual(modes.strict_iob2.predicted_entities);
    expectScores(entityScores([gold], [predicted], 'bio'), modes.strict_iob2.scores);
  });

  it('scores a corpus as seqeval does', () => {
    const cases = fixture.corpus.of.map((name) => fixture.cases.find((one) => one.name === name)!);
    const [gold, predicted] = [cases.map((one) => one.gold), cases.map((one) => one.predicted)];
    expectScores(entityScores(gold, predicted), fixture.corpus.default);
    expectScores(entityScores(gold, predicted, 'bio'), fixture.corpus.strict_iob2);
  });
});

describe('readStrictEntities', () => {
  const read = (tags: string, scheme: 'iob1' | 'bioes') =>
    readStrictEntities(tags.split(' '), scheme)
      .map(({ type, start, end }) => `${type} ${start}-${end}`)
      .join(', ');

  // Recorded from seqeval 1.2.2 (`Entities([tags], IOB1)`, `Entities([tags], IOBES)`).
  it.each([
    ['I-A I-A O I-B', 'A 0-2, B 3-4'],
    ['I-A B-A I-A O', 'A 0-1, A 1-3'],
    ['I-A I-B B-B', 'A 0-1, B 1-2, B 2-3'],
    ['B-A I-A O', 'A 1-2'],
    ['O B-A I-A', 'A 2-3'],
  ])('reads IOB1: %s', (tags, entities) => expect(read(tags, 'iob1')).toBe(entities));

  it.each([
    ['B-A I-A E-A O S-B', 'A 0-3, B 4-5'],
    ['B-A I-A O', ''],
    ['B-A E-B', ''],
    ['I-A E-A S-A', 'A 2-3'],
    ['B-A B-A E-A', 'A 1-3'],
  ])('reads BIOES: %s', (tags, entities) => expect(read(tags, 'bioes')).toBe(entities));

  it('names a tag that the scheme does not have', () => {
    expect(() => readStrictEntities(['B-A', 'E-A'], 'bio')).toThrow(`A tag is not of the scheme bio
  received: "E-A"
  allowed: tags that begin with I, O, B
  fix: name the scheme that the tags have, or score in the default mode`);
  });
});
