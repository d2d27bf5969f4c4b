import { defineMetric, type ClassificationRecord } from '@cloze/contracts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkScores } from '../checks/check-metric.js';
import { messageOf } from '../fixtures/message-of.js';
import { describeMetric } from './describe-metric.js';

interface Label {
  readonly label: string;
}

const options = z.strictObject({});
const accuracy = defineMetric<z.infer<typeof options>, Label>({
  name: 'share-right.v1',
  summary: 'Share of right labels',
  options,
  compute: (_options, predictions, records) => ({
    accuracy:
      predictions.filter(({ label }, i) => 'label' in records[i] && label === records[i].label).length / records.length,
  }),
});
const records = ['x', 'y', 'x'].map((label): ClassificationRecord => ({
  kind: 'classification',
  text: 'a',
  label,
  source: { file: 'tiny' },
}));
const predictions = [{ label: 'x' }, { label: 'x' }, { label: 'x' }];

describeMetric(accuracy, [{ title: 'two of three', predictions, records, expected: { accuracy: 2 / 3 } }]);

describe('checkScores', () => {
  it('tells a wrong score', () => {
    const one = { title: 'a', predictions, records, expected: { accuracy: 0.5 } };
    expect(messageOf(() => checkScores(accuracy, one))).toBe(
      `Wrong score: "accuracy"\n  where: share-right.v1, case "a"\n  received: ${2 / 3}\n  allowed: 0.5`,
    );
  });
});
