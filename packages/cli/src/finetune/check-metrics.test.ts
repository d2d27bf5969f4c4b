import { readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { callCloze } from '../testing/call-cloze.js';
import { tinyFinetune } from '../testing/tiny-finetune.js';
import { useRunFolder } from '../testing/tiny-run.js';

const run = useRunFolder(() =>
  tinyFinetune((config) => ({
    ...config,
    heads: [{ id: 'topic', use: 'sequence-classification.v1', task: 'multi-label', metrics: [{ use: 'matthews.v1' }] }],
  })),
);

it('refuses a metric that does not fit its head before the first step', async () => {
  const { code, stderr } = await callCloze('finetune', 'run.json', '--out', 'out');
  expect(code).toBe(1);
  expect(stderr.slice(stderr.lastIndexOf('error: '))).toBe(`error: "matthews.v1" cannot score these predictions
  where: dev.txt, line 1
  received: a record of the kind classification and a prediction with labels, probabilities
  allowed: records of the kind classification or pair and predictions with label
  fix: choose a metric that fits the head
`);
  expect(await readdir(run.path('out'))).not.toContain('checkpoints');
}, 30_000);
