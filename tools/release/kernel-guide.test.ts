import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyChange, guideSteps } from './kernel-guide.js';

const root = resolve(import.meta.dirname, '../..');
const native = join(root, 'packages/backend-native');

describe('docs/add-a-kernel.md', () => {
  const steps = guideSteps(readFileSync(join(root, 'docs/add-a-kernel.md'), 'utf8'));

  it('changes lines that are there and adds files that are not', () => {
    const texts = new Map<string, string>();
    for (const step of steps) {
      if (step.kind === 'new') expect(existsSync(join(native, step.path)), step.path).toBe(false);
      else {
        const text = texts.get(step.path) ?? readFileSync(join(native, step.path), 'utf8');
        texts.set(step.path, applyChange(text, step));
      }
    }
    expect([steps.length, texts.size]).toEqual([12, 6]);
  });

  it('needs about fifty lines of code from Rust to gradient', () => {
    const code = steps
      .filter(({ path }) => !/test/.test(path))
      .map((step) => ('text' in step ? step.text : added(step)));
    const lines = code.join('').split('\n');
    const counted = lines.filter((line) => !/^\s*($|\/\/|\/\*\*|\*|use |import |[)}\],;]+$)/.test(line));
    expect(counted.length).toBeLessThanOrEqual(55);
  });
});

describe('applyChange', () => {
  it('puts lines where they belong, or says why not', () => {
    const [step] = guideSteps('```diff a.rs\n one\n+two\n three\n```\n');
    const change = step as Extract<typeof step, { kind: 'change' }>;
    expect(applyChange('zero\none\nthree\n', change)).toBe('zero\none\ntwo\nthree\n');
    expect(() => applyChange('one\n', change)).toThrow('a.rs has these lines 0 times:\none\nthree\n');
  });
});

function added({ before, after }: { readonly before: string; readonly after: string }): string {
  const kept = new Set(before.split('\n'));
  return after
    .split('\n')
    .filter((line) => !kept.has(line))
    .join('\n');
}
