import { parseOptions, type MetricPlugin, type TaskRecord, type TextSpan } from '@cloze/contracts';
import { describeMetric } from '@cloze/testing';
import { describe, expect, it } from 'vitest';
import { metricPlugins } from './builtins.js';
import { calibration } from './calibration/calibration.js';
import { accuracy } from './classification/accuracy.js';
import { macroF1 } from './classification/macro-f1.js';
import { matthews } from './classification/matthews.js';
import { coreference } from './coreference/coreference.js';
import { entityF1 } from './entities/entity-f1.js';
import { tagAccuracy } from './entities/tag-accuracy.js';
import { gapMetric } from './gap/gap.js';
import { squadMetric } from './questions/squad.js';
import { pearson } from './regression/pearson.js';
import { spearman } from './regression/spearman.js';
import { relationF1 } from './spans/relation-f1.js';
import { spanBoundariesF1 } from './spans/span-boundaries-f1.js';
import { spanF1 } from './spans/span-f1.js';

const source = { file: 'test.txt', line: 2 };
const labelled = (label?: string): TaskRecord => ({ kind: 'classification', text: 'a', label, source });
const withLabels = (...labels: string[]): TaskRecord => ({ kind: 'classification', text: 'a', labels, source });
const valued = (value: number): TaskRecord => ({ kind: 'regression', text: 'a', value, source });
const tagged = (...tags: string[]): TaskRecord => ({
  kind: 'tagging',
  text: tags.map(() => 'a').join(' '),
  words: tags.map(() => 'a'),
  tags,
  source,
});
const span = (start: number, end: number, label: string): TextSpan => ({ start, end, label });
const scored = (one: TextSpan) => ({ ...one, score: 1 });

const predictedLabels = [
  { label: 'x', probabilities: { x: 0.75, y: 0.25 } },
  { label: 'x', probabilities: { x: 1, y: 0 } },
  { label: 'y', probabilities: { x: 0.25, y: 0.75 } },
  { label: 'y', probabilities: { x: 0, y: 1 } },
];
const labels = ['x', 'y', 'y', 'y'].map(labelled);
const labelSets = [
  { labels: ['a', 'b'], probabilities: { a: 0.9, b: 0.8 } },
  { labels: [], probabilities: { a: 0.1, b: 0.2 } },
];
const records = [withLabels('b', 'a'), withLabels('a')];
/** A text with one label has a set of one. */
const recordsOfOne = [withLabels('b', 'a'), labelled('a')];

describeMetric(accuracy, [
  { title: 'labels', predictions: predictedLabels, records: labels, expected: { accuracy: 3 / 4 } },
  { title: 'sets of labels', predictions: labelSets, records, expected: { accuracy: 1 / 2 } },
  { title: 'a set of one', predictions: labelSets, records: recordsOfOne, expected: { accuracy: 1 / 2 } },
  { title: 'nothing', predictions: [], records: [], expected: { accuracy: NaN } },
]);

describeMetric(macroF1, [
  {
    title: 'labels',
    predictions: predictedLabels,
    records: labels,
    expected: {
      macroF1: (2 / 3 + 4 / 5) / 2,
      macroPrecision: 3 / 4,
      macroRecall: (1 + 2 / 3) / 2,
      microF1: 3 / 4,
      weightedF1: (2 / 3 + 3 * (4 / 5)) / 4,
      'f1/x': 2 / 3,
      'f1/y': 4 / 5,
    },
  },
  {
    title: 'a label that does not occur',
    options: { labels: ['x', 'y', 'z'] },
    predictions: predictedLabels,
    records: labels,
    expected: { macroF1: (2 / 3 + 4 / 5) / 3, 'f1/z': 0 },
  },
  {
    title: 'sets of labels',
    predictions: labelSets,
    records,
    expected: { macroF1: (2 / 3 + 1) / 2, microF1: 4 / 5, 'f1/a': 2 / 3, 'f1/b': 1 },
  },
  { title: 'a set of one', predictions: labelSets, records: recordsOfOne, expected: { 'f1/a': 2 / 3, 'f1/b': 1 } },
  {
    title: 'sets of labels, one of which does not occur',
    options: { labels: ['a', 'b', 'c'] },
    predictions: labelSets,
    records,
    expected: { macroF1: (2 / 3 + 1) / 3, 'f1/c': 0 },
  },
]);

describeMetric(matthews, [
  { title: 'labels', predictions: predictedLabels, records: labels, expected: { matthews: 1 / Math.sqrt(3) } },
]);

const values = [1, 2, 4].map((value) => ({ value }));
describeMetric(pearson, [
  { title: 'a line', predictions: values, records: [3, 5, 9].map(valued), expected: { pearson: 1 } },
  { title: 'a constant', predictions: values, records: [3, 3, 3].map(valued), expected: { pearson: NaN } },
]);
describeMetric(spearman, [
  { title: 'a curve', predictions: values, records: [3, 2, 100].map(valued), expected: { spearman: 1 / 2 } },
]);

const tags = [
  { tags: ['B-A', 'I-A', 'O'], probabilities: [0.5, 1, 1] },
  { tags: ['O', 'I-B'], probabilities: [1, 0.5] },
];
describeMetric(entityF1, [
  {
    title: 'invalid tags read leniently',
    predictions: tags,
    records: [tagged('B-A', 'I-A', 'B-B'), tagged('O', 'B-B')],
    expected: {
      precision: 1,
      recall: 2 / 3,
      f1: 4 / 5,
      macroPrecision: 1,
      macroRecall: 3 / 4,
      macroF1: 5 / 6,
      weightedF1: 7 / 9,
      'f1/A': 1,
      'f1/B': 2 / 3,
    },
  },
  {
    title: 'strict mode',
    options: { mode: 'strict' },
    predictions: tags,
    records: [tagged('B-A', 'I-A', 'B-B'), tagged('O', 'B-B')],
    expected: { precision: 1, recall: 1 / 3, f1: 1 / 2, 'f1/B': 0 },
  },
  {
    title: 'no entity anywhere',
    predictions: [{ tags: ['O'] }],
    records: [tagged('O')],
    expected: { precision: 0, recall: 0, f1: 0, macroF1: NaN, weightedF1: 0 },
  },
  { title: 'parts of speech', predictions: [{ tags: ['NOUN'] }], records: [tagged('VERB')], expected: {} },
]);
describeMetric(tagAccuracy, [
  {
    title: 'two texts',
    predictions: tags,
    records: [tagged('B-A', 'I-A', 'B-B'), tagged('O', 'B-B')],
    expected: { accuracy: 3 / 5 },
  },
]);

const nested: TaskRecord = { kind: 'spans', text: 'abcdef', spans: [span(0, 4, 'X'), span(1, 2, 'Y')], source };
describeMetric(spanF1, [
  {
    title: 'nested spans',
    predictions: [{ spans: [span(0, 4, 'X'), span(1, 2, 'X'), span(5, 6, 'Y')].map(scored) }],
    records: [nested],
    expected: {
      spanPrecision: 1 / 3,
      spanRecall: 1 / 2,
      spanF1: 2 / 5,
      spanMacroF1: 1 / 3,
      'spanF1/X': 2 / 3,
      'spanF1/Y': 0,
    },
  },
]);
describeMetric(spanBoundariesF1, [
  {
    title: 'wrong labels',
    predictions: [{ spans: [span(0, 4, 'X'), span(1, 2, 'X'), span(5, 6, 'Y')].map(scored) }],
    records: [nested],
    expected: { boundariesPrecision: 2 / 3, boundariesRecall: 1, boundariesF1: 4 / 5 },
  },
]);

const graph: TaskRecord = {
  kind: 'relations',
  text: 'abcdef',
  spans: [span(0, 1, 'X'), span(2, 3, 'Y')],
  relations: [
    { head: 0, tail: 1, label: 'in' },
    { head: 1, tail: 0, label: 'of' },
  ],
  source,
};
const predictedGraph = {
  spans: [span(2, 3, 'X'), span(0, 1, 'X')].map(scored),
  relations: [{ head: 1, tail: 0, label: 'in', score: 1 }],
};
describeMetric(relationF1, [
  {
    title: 'a wrong span label',
    predictions: [predictedGraph],
    records: [graph],
    expected: { relationPrecision: 0, relationRecall: 0, relationF1: 0, relationMacroF1: 0 },
  },
  {
    title: 'boundaries alone',
    options: { match: 'boundaries' },
    predictions: [predictedGraph],
    records: [graph],
    expected: {
      relationPrecision: 1,
      relationRecall: 1 / 2,
      relationF1: 2 / 3,
      relationMacroF1: 1 / 2,
      'relationF1/in': 1,
    },
  },
]);

const mention = (at: number) => ({ start: at, end: at + 1 });
const clustered: TaskRecord = {
  kind: 'coreference',
  text: 'abcdefghi',
  clusters: [[0, 1, 2].map(mention), [3, 4, 5, 6].map(mention)],
  source,
};
describeMetric(coreference, [
  {
    title: 'the example of the reference scorer',
    predictions: [{ clusters: [[0, 1].map(mention), [2, 3].map(mention), [5, 6, 7, 8].map(mention)] }],
    records: [clustered],
    expected: {
      mucPrecision: 2 / 5,
      mucRecall: 2 / 5,
      mucF1: 2 / 5,
      bCubedPrecision: 1 / 2,
      bCubedRecall: 5 / 12,
      ceafMentionsRecall: 4 / 7,
      ceafEntitiesPrecision: 1.3 / 3,
      ceafEntitiesRecall: 0.65,
    },
  },
  {
    title: 'empty clusters and repeated mentions',
    predictions: [{ clusters: [[0, 1, 2, 3, 0].map(mention), []] }, { clusters: [[]] }],
    records: [
      { ...clustered, clusters: [[], [0, 0, 1, 2].map(mention)] },
      { ...clustered, clusters: [] },
    ],
    expected: {
      mucPrecision: 2 / 3,
      mucRecall: 1,
      bCubedPrecision: 9 / 16,
      bCubedRecall: 1,
      ceafMentionsPrecision: 3 / 4,
      ceafMentionsRecall: 1,
      ceafEntitiesPrecision: 6 / 7,
      ceafEntitiesRecall: 6 / 7,
    },
  },
]);

const question = (...answers: string[]): TaskRecord => ({
  kind: 'question',
  question: 'who?',
  text: answers.join(' '),
  answers: answers.map((text) => ({ text, start: answers.join(' ').indexOf(text) })),
  source,
});
describeMetric(squadMetric, [
  {
    title: 'questions with and without an answer',
    predictions: [{ answer: 'the cat' }, { answer: 'big dog' }, { answer: '' }, { answer: 'x' }],
    records: [question('Cat'), question('dog', 'a dog barks'), question(), question()],
    expected: {
      exactMatch: 2 / 4,
      answerF1: (1 + 2 / 3 + 1 + 0) / 4,
      answerableExactMatch: 1 / 2,
      answerableF1: 5 / 6,
      unanswerableAccuracy: 1 / 2,
    },
  },
  {
    title: 'the rules of 1.1',
    options: { rules: '1.1' },
    predictions: [{ answer: 'the' }],
    records: [question('a')],
    expected: { exactMatch: 1, answerF1: 0 },
  },
]);

const TEXT = 'Ann met Eve when she left. Bob saw Tom when he left.';
const at = (name: string) => ({
  start: TEXT.indexOf(` ${name} `) + 1,
  end: TEXT.indexOf(` ${name} `) + 1 + name.length,
});
const ann = { start: 0, end: 3 };
const [eve, she, bob, tom, he] = ['Eve', 'she', 'Bob', 'Tom', 'he'].map(at);
const snippet = (clusters: (typeof ann)[][]): TaskRecord => ({ kind: 'coreference', text: TEXT, clusters, source });
const named = (one: typeof ann, label: string) => ({ ...one, label });
const mentions = [named(she, 'pronoun'), named(ann, 'name'), named(eve, 'name')];
const pairs = (...tails: number[]) => tails.map((tail) => ({ head: 0, tail, label: 'same' }));
const expectedGap = {
  gapPrecision: 1 / 2,
  gapRecall: 1,
  gapF1: 2 / 3,
  gapMasculineF1: 0,
  gapFeminineF1: 1,
  gapBias: Infinity,
};
describeMetric(gapMetric, [
  {
    title: 'clusters',
    predictions: [{ clusters: [[ann, she, bob]] }, { clusters: [[tom, he]] }],
    records: [snippet([[she, ann], [eve]]), snippet([[he], [bob], [tom]])],
    expected: expectedGap,
  },
  {
    title: 'relations',
    predictions: [
      { spans: mentions.map(scored), relations: pairs(1).map((pair) => ({ ...pair, score: 1 })) },
      {
        spans: [named(he, 'pronoun'), named(tom, 'name')].map(scored),
        relations: pairs(1).map((pair) => ({ ...pair, score: 1 })),
      },
    ],
    records: [
      { kind: 'relations', text: TEXT, spans: mentions, relations: pairs(1), source },
      {
        kind: 'relations',
        text: TEXT,
        spans: [named(he, 'pronoun'), named(bob, 'name'), named(tom, 'name')],
        relations: [],
        source,
      },
    ],
    expected: expectedGap,
  },
]);

describeMetric(calibration, [
  {
    title: 'labels',
    options: { bins: 2 },
    predictions: predictedLabels,
    records: labels,
    expected: { calibrationError: Math.abs(3 / 4 - 3.5 / 4) },
  },
  {
    title: 'tags',
    options: { bins: 1 },
    predictions: tags,
    records: [tagged('B-A', 'I-A', 'B-B'), tagged('O', 'B-B')],
    expected: { calibrationError: Math.abs(3 / 5 - 4 / 5) },
  },
]);

describe('metricPlugins', () => {
  const run = <Options, Prediction>(
    metric: MetricPlugin<Options, Prediction>,
    predictions: readonly unknown[],
    given: readonly TaskRecord[],
  ) => metric.compute(metric.options.parse({}), predictions as readonly Prediction[], given);

  it('have names of their own', () => {
    expect(new Set(metricPlugins.map(({ name }) => name)).size).toBe(metricPlugins.length);
  });

  it('name predictions that do not fit', () => {
    expect(() => run(accuracy, [{ tags: ['O'] }], [tagged('O')])).toThrow(`"accuracy.v1" cannot score these predictions
  where: test.txt, line 2
  received: a record of the kind tagging and a prediction with tags
  allowed: records of the kind classification or pair and predictions with label
  fix: choose a metric that fits the head`);
    expect(() => run(matthews, [], labels)).toThrow(`"matthews.v1" wants a prediction for each record
  received: 0 predictions for 4 records`);
    expect(() => run(tagAccuracy, [{ tags: ['O'] }], [tagged('O', 'O')])).toThrow(`A prediction has not one tag a word
  where: test.txt, line 2
  received: 1 tags for 2 words
  fix: join the windows of a long record before scoring`);
    expect(() => run(calibration, [{ tags: ['O'] }], [tagged('O')]))
      .toThrow(`"calibration-error.v1" wants the probability of each tag
  received: tags without probabilities
  fix: leave this metric out for heads that give none`);
  });

  it('name records of which a mention stands in two clusters', () => {
    const twice = [[ann], [she, ann]];
    const rest = 'allowed: clusters that share no mention\n  fix: join the two, or take the mention out of one';
    expect(() => run(coreference, [{ clusters: [] }], [snippet(twice)])).toThrow(
      `A mention stands in two clusters\n  where: test.txt, line 2\n  received: "0 3" in the gold clusters 1 and 2\n  ${rest}`,
    );
    expect(() => run(coreference, [{ clusters: twice }], [snippet([])])).toThrow(
      `A mention stands in two clusters\n  where: test.txt, line 2\n  received: "0 3" in the predicted clusters 1 and 2\n  ${rest}`,
    );
  });

  it('name records without an answer to score against', () => {
    expect(() => run(accuracy, predictedLabels.slice(1, 2), [labelled()]))
      .toThrow(`A record has no label to hold its prediction against
  where: test.txt, line 2
  fix: evaluate on labelled records`);
    expect(() => run(gapMetric, [{ clusters: [] }], [snippet([[ann], [eve]])]))
      .toThrow(`A record has no pronoun whose names could be scored
  where: test.txt, line 2
  allowed: he, him, his, she, her, hers
  fix: score "gap.v1" on records of the dataset "gap.v1"`);
  });
});

it('names no scheme of entities where any is read', () => {
  expect(() => parseOptions<unknown>(entityF1.options, { scheme: 'bioes' }, 'metrics[0]')).toThrow(
    expect.objectContaining({
      message: [
        'Wrong value for an option',
        '  where: metrics[0].scheme',
        '  received: "bioes"',
        '  allowed: none with "mode": "default", which reads the tags of any scheme',
      ].join('\n'),
    }),
  );
  expect(parseOptions<unknown>(entityF1.options, { mode: 'strict', scheme: 'bioes' }, 'm')).toBeDefined();
});
