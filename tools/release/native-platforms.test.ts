import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { nativePlatforms } from './native-platforms.js';

it('docs/releasing.md lists every platform with its target', () => {
  const guide = readFileSync(join(resolve(import.meta.dirname, '../..'), 'docs/releasing.md'), 'utf8');
  const rows = [...guide.matchAll(/^\| `(\S+)` +\| `(\S+)` +\|$/gm)].map(([, name, target]) => ({ name, target }));
  expect(rows).toEqual(nativePlatforms.map(({ name, target }) => ({ name, target })));
});
