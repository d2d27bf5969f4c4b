import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callCloze } from '../../packages/cli/src/testing/call-cloze.js';
import { guideFiles } from '../release/guide-files.js';

// docs/write-a-plugin.md followed with the command of this workspace; from packed tarballs it is in plugins-from-outside.heavy.test.ts.
const folder = mkdtempSync(join(tmpdir(), 'cloze-guide-'));
let table: string | undefined;
const at = (name: string) => join(folder, name);
const pretrain = (config: string, ...args: string[]) => callCloze('pretrain', at(config), '--backend', 'wasm', ...args);

beforeAll(async () => {
  const guide = readFileSync(new URL('../../docs/write-a-plugin.md', import.meta.url), 'utf8');
  [, table] = /```text\n(text .*?)```/s.exec(guide) ?? [];
  for (const [name, text] of guideFiles(guide)) writeFileSync(join(folder, name), text);
  const sentences = ['the cat sat on the mat', 'a dog ran after the cat', 'the mat was red and the dog was not'];
  const corpus = Array.from({ length: 40 }, (_, i) => `${sentences[i % 3]} . ${sentences[(i + 1) % 3]} .`);
  writeFileSync(join(folder, 'corpus.txt'), `${corpus.join('\n\n')}\n`);
  const out = ['--files', at('corpus.txt'), '--vocab-size', '300', '--out', at('tokenizer')];
  const trained = await callCloze('tokenizer', 'train', ...out);
  expect(trained.code).toBe(0);
  process.env['CLOZE_CACHE'] = at('cache');
});
afterAll(() => {
  delete process.env['CLOZE_CACHE'];
  rmSync(folder, { recursive: true, force: true });
});

/** First and last loss of a run. */
function losses(run: string, name: string): { readonly first: number; readonly last: number } {
  const rows = readFileSync(join(folder, run, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n');
  const values = rows.flatMap((row) => (JSON.parse(row) as Record<string, number>)[name] ?? []);
  return { first: values[0], last: values[values.length - 1] };
}

describe('the guide to writing plugins', () => {
  it('has a corruption and an objective that train, and show in a dry run what they do', async () => {
    const dry = await pretrain('run.json', '--dry-run', '--json');
    const examples = JSON.parse(dry.stdout) as { touched: number; objectives: { targets: unknown[] }[] }[];
    expect(examples.some(({ touched }) => touched > 0)).toBe(true);
    // What was moved is what is asked for.
    for (const { touched, objectives } of examples) expect(objectives[0].targets).toHaveLength(touched);
    const { code } = await pretrain('run.json', '--out', at('runs/swaps'), '--set', 'training.workers=0');
    expect(code).toBe(0);
    const { first, last } = losses('runs/swaps', 'swaps.loss');
    expect(last).toBeLessThan(first);
  });

  it('has entity masking, which hides whole entities and nothing else of its own', async () => {
    const alone = ['--set', 'corruption=[{"use":"entity-masking.v1","entities":["the cat","dog"],"rate":1}]'];
    const dry = await pretrain('entities.json', '--dry-run', '--json', ...alone);
    const examples = JSON.parse(dry.stdout) as { text: string }[];
    expect(examples).toHaveLength(10);
    for (const { text } of examples) {
      expect(text.replaceAll('{the→[MASK]} {cat→[MASK]}', '').replaceAll('{dog→[MASK]}', '')).not.toMatch(
        /[{}]| cat | dog /,
      );
      expect(text).toContain('→[MASK]}');
    }
    const shown = await pretrain('entities.json', '--dry-run', '--set', 'seed=4');
    expect(table).toBeDefined();
    expect(shown.stdout).toContain(`\n\n${table}\n`);
    const { code } = await pretrain('entities.json', '--out', at('runs/entities'), '--set', 'training.workers=0');
    expect(code).toBe(0);
    for (const name of ['mlm.loss', 'sbo.loss']) {
      const { first, last } = losses('runs/entities', name);
      expect(last).toBeLessThan(first);
    }
  });
});
