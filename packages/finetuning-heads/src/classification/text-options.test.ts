import { parseOptions } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { pairClassification } from './pair-classification.js';
import { sequenceClassification } from './sequence-classification.js';

describe.each([
  ['sequence-classification.v1', sequenceClassification.options],
  ['pair-classification.v1', pairClassification.options],
])('the options of %s', (_, options) => {
  it('refuse class weights where a number is learned', () => {
    expect(() => parseOptions<unknown>(options, { task: 'regression', classWeights: { a: 2 } }, 'heads[0]')).toThrow(
      expect.objectContaining({
        message: [
          'Wrong value for an option',
          '  where: heads[0].classWeights',
          '  received: {"a":2}',
          '  allowed: none with "task": "regression", which has no labels',
        ].join('\n'),
      }),
    );
  });

  it('take them for labels', () => {
    expect(parseOptions<unknown>(options, { classWeights: { a: 2 } }, 'heads[0]')).toMatchObject({
      task: 'labels',
      classWeights: { a: 2 },
    });
  });
});

it('refuses a threshold where it decides nothing', () => {
  const parse = (given: object) => parseOptions<unknown>(sequenceClassification.options, given, 'heads[0]');
  expect(() => parse({ threshold: 0.3 })).toThrow(
    expect.objectContaining({
      message: [
        'Wrong value for an option',
        '  where: heads[0].threshold',
        '  received: 0.3',
        '  allowed: none but with "task": "multi-label", where several labels are given',
      ].join('\n'),
    }),
  );
  expect(parse({ threshold: 0.3, task: 'multi-label' })).toMatchObject({ threshold: 0.3 });
  expect(parse(parse({}) as object)).toMatchObject({ threshold: 0.5 });
});
