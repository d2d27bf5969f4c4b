import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

it('shows the objective of the examples as it is', () => {
  const readme = readFileSync(resolve(root, 'README.md'), 'utf8');
  const [, shown] = /^```ts swap-detection\.ts\n([\s\S]*?)^```/m.exec(readme) ?? [];
  expect(shown).toBe(readFileSync(resolve(root, 'examples/plugins/swap-detection.ts'), 'utf8'));
});

it('lists every package', () => {
  const readme = readFileSync(resolve(root, 'README.md'), 'utf8');
  const { references } = JSON.parse(readFileSync(resolve(root, 'tsconfig.json'), 'utf8')) as {
    references: { path: string }[];
  };
  const packages = references.map(({ path }) => path.replace('./', '')).filter((path) => path.startsWith('packages/'));
  expect(packages.filter((path) => !readme.includes(`](${path})`))).toEqual([]);
});
