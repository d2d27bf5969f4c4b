import { readdir, readFile, writeFile } from 'node:fs/promises';
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

it('refuses a value to compare checkpoints by that no evaluation has, before the first step', async () => {
  const config = JSON.parse(await readFile(run.path('run.json'), 'utf8')) as { readonly training: object };
  const changed = (bestMetric: string) => ({
    ...config,
    heads: [{ id: 'topic', use: 'sequence-classification.v1', metrics: [{ use: 'macro-f1.v1' }] }],
    training: { ...config.training, epochs: 1, bestMetric },
  });
  await writeFile(run.path('wrong.json'), JSON.stringify(changed('topic.macroF2')));
  const { code, stderr } = await callCloze('finetune', 'wrong.json', '--out', 'wrong');
  expect(code).toBe(1);
  expect(stderr.slice(stderr.lastIndexOf('error: '))).toMatch(
    /^error: An evaluation has no value of the name that checkpoints are compared by\n {2}where: training\.bestMetric\n {2}received: "topic\.macroF2"\n {2}allowed: loss, [^\n]*topic\.macroF1[^\n]*\n {2}fix: did you mean "topic\.macroF1"\?\n$/,
  );
  expect(await readdir(run.path('wrong'))).not.toContain('checkpoints');
  // One that a single record may lack.
  await writeFile(run.path('type.json'), JSON.stringify(changed('topic.f1/places')));
  expect((await callCloze('finetune', 'type.json', '--out', 'type')).code).toBe(0);
}, 30_000);
