import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { expect, it } from 'vitest';
import { builtIns } from '../../packages/cli/src/builtins.js';

// A README's table that is headed by "option of" a plugin has all of its options, and no others.
const root = resolve(import.meta.dirname, '../../packages');

/** What all readers of records take: told once, above their tables. */
const OF_RECORDS = ['files', 'encoding', 'part', 'labels'];

const tables = readdirSync(root).flatMap((folder) => {
  const readme = readFileSync(join(root, folder, 'README.md'), 'utf8');
  return [...readme.matchAll(/^\| option of `([^`]+)` .*\n\|[ |-]+\n((?:\|.*\n)+)/gm)].map(([, name, rows]) => ({
    name,
    listed: [...rows.matchAll(/^\| `([^`]+)`/gm)].map(([, option]) => option),
  }));
});

it.each(tables)('the table of $name has every option', ({ name, listed }) => {
  const plugin = builtIns.find((plugin) => plugin.name === name);
  const { properties = {} } = z.toJSONSchema(plugin!.options, { io: 'input', unrepresentable: 'any' });
  const options = Object.keys(properties);
  expect(listed.filter((option) => !options.includes(option))).toEqual([]);
  const left = options.filter((option) => !listed.includes(option));
  const common = options.includes('labels') ? OF_RECORDS : [];
  expect(left.filter((option) => !common.includes(option))).toEqual([]);
});

it('there are such tables', () => {
  expect(tables.length).toBeGreaterThan(5);
});
