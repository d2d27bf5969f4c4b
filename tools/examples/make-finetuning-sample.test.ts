import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeSample } from './make-finetuning-sample.js';

const folder = resolve(import.meta.dirname, '../../examples/finetuning/sample');
const sample = makeSample();
const rows = (name: string) => sample[name].trimEnd().split('\n');

describe('the labelled sample', () => {
  it('is what the script makes of the corpus', () => {
    for (const [name, contents] of Object.entries(sample)) {
      expect(readFileSync(join(folder, name), 'utf8') === contents, `${name} is as the script makes it`).toBe(true);
    }
    const there = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(there.map(({ name }) => name).sort()).toEqual(
      [...Object.keys(sample).map((name) => name.slice(name.indexOf('/') + 1)), 'SOURCE.md'].sort(),
    );
  });

  it('has no text on both sides, and as many of each voice', () => {
    const voices = (split: string) =>
      rows(`voices/${split}.jsonl`).map((row) => JSON.parse(row) as Record<string, string>);
    const train = new Set(voices('train').map(({ text }) => text));
    expect(voices('test').filter(({ text }) => train.has(text))).toEqual([]);
    for (const [split, each] of [
      ['train', 400],
      ['test', 100],
    ] as const) {
      expect(voices(split).filter(({ label }) => label === 'speech')).toHaveLength(each);
      expect(voices(split)).toHaveLength(2 * each);
    }
    const sentences = (split: string) => sample[`names/${split}.bio`].trimEnd().split('\n\n');
    expect([sentences('train').length, sentences('test').length]).toEqual([450, 200]);
    const known = new Set(sentences('train'));
    expect(sentences('test').filter((sentence) => known.has(sentence))).toEqual([]);
  });

  it('tests some names that training lacks', () => {
    expect(sample['names/train.bio']).not.toMatch(/Wickham|Lydia|Rosings/);
    expect(sample['names/test.bio']).toMatch(/Wickham\t/);
  });

  it('has names in BIO alone', () => {
    const found = ['train', 'test'].flatMap((split) => rows(`names/${split}.bio`).filter((row) => row !== ''));
    const tags = new Set(found.map((row) => row.split('\t')[1]));
    expect([...tags].sort()).toEqual(['B-person', 'B-place', 'I-person', 'I-place', 'O']);
  });
});
