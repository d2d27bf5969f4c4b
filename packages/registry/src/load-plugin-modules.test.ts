import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as contracts from '@cloze/contracts';
import * as zod from 'zod';
import * as registry from './index.js';
import { loadPluginModules } from './load-plugin-modules.js';
import { RunContainer } from './run-container.js';
import { messageOf } from './testing/message-of.js';
import { LOGGER } from './tokens.js';

const PLUGIN = `{ apiVersion: 1, kind: 'schedule', name: 'mine.v1', summary: 'Mine.', options: z.strictObject({}), create() {} }`;

const shared = { zod, '@cloze/contracts': contracts, '@cloze/registry': registry };

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'cloze-modules-'))));
afterEach(() => rm(folder, { recursive: true }));

const load = (...paths: string[]) => loadPluginModules(paths, folder, 'plugins', { shared });
const write = (name: string, ...lines: string[]) => writeFile(join(folder, name), lines.join('\n'));

describe('loadPluginModules', () => {
  it('takes plugins and overrides from default and named exports of TypeScript modules, and leaves the rest alone', async () => {
    await write('one.ts', `import { z } from 'zod';`, `export default ${PLUGIN};`, `export const helper: number = 1;`);
    await write(
      'two.ts',
      `import { z } from 'zod';`,
      `import { defineSchedule, silentLogger, type Logger } from '@cloze/contracts';`,
      `import { LOGGER, override } from '@cloze/registry';`,
      `const shared = defineSchedule({ name: 'two.v1', summary: 'Two.', options: z.strictObject({}), create: () => ({`,
      `  factor: () => 1, state: () => ({}), restore: () => {} }) });`,
      `export const two = shared;`,
      `export const quiet = override(LOGGER, (): Logger => ({ ...silentLogger, info: () => { throw new Error('seen'); } }));`,
      `export default [shared];`,
    );
    const { plugins, overrides } = await load('one.ts', './two.ts');
    expect(plugins.map(({ plugin, origin }) => [plugin.name, origin])).toEqual([
      ['mine.v1', 'one.ts'],
      ['two.v1', './two.ts'],
    ]);
    expect(overrides.map(({ origin }) => origin)).toEqual(['./two.ts']);
    expect(() => new RunContainer(overrides).get(LOGGER).info('hello')).toThrow('seen');
  });

  it('gives TypeScript and JavaScript modules, and what they import, the same copy of shared packages', async () => {
    await write('helper.mjs', `import { z } from 'zod';`, `export const schema = z.strictObject({});`);
    await write(
      'plain.js',
      `import { schema } from './helper.mjs';`,
      `export default ${PLUGIN.replace('z.strictObject({})', 'schema')};`,
    );
    const { plugins } = await load('plain.js');
    expect(plugins[0].plugin.options).toBeInstanceOf(zod.ZodObject);
  });

  it('says that a module is missing', async () => {
    expect(await messageOf(() => load('./swap.ts'))).toBe(
      [
        'Plugin module "./swap.ts" does not exist',
        '  where: plugins[0]',
        `  received: ${folder}/swap.ts`,
        '  allowed: a .ts, .js or .mjs file; relative paths start from the folder of the config',
      ].join('\n'),
    );
  });

  it('gives file, line and reason of a module that throws, does not parse, or imports what is not there', async () => {
    await write('helper.ts', `export function help(): never {`, `  throw new TypeError('no help');`, `}`);
    await write('throws.ts', `import { help } from './helper.js';`, ``, `export default help();`);
    await write('syntax.ts', `interface Wrong {`, `  a: number;`, `}`, `const x: = 3;`);
    await write('imports.ts', `// A comment`, `import { no } from './no.js';`, `export default no;`);
    const expected = (path: string, at: string, received: string) =>
      [
        `Plugin module "${path}" failed to load`,
        `  where: plugins[0], ${folder}/${at}`,
        `  received: ${received}`,
        '  fix: correct the module',
      ].join('\n');
    expect(await messageOf(() => load('throws.ts'))).toBe(expected('throws.ts', 'helper.ts:2:9', 'TypeError: no help'));
    expect(await messageOf(() => load('syntax.ts'))).toBe(
      expected('syntax.ts', 'syntax.ts:4:9', 'ParseError: Unexpected token'),
    );
    expect(await messageOf(() => load('imports.ts'))).toBe(
      expected('imports.ts', 'imports.ts:2:17', `Error: Cannot find module './no.js'`),
    );
  });

  it('says that a module exports no plugin, and which export is malformed', async () => {
    await write('none.ts', `export const colour = 'red';`);
    await write('wrong.ts', `import { z } from 'zod';`, `export const swap = { ...${PLUGIN}, summary: 3 };`);
    expect(await messageOf(() => load('none.ts'))).toBe(
      [
        'Plugin module "none.ts" exports no plugin',
        '  where: plugins[0]',
        '  received: exports colour',
        '  allowed: a plugin, an array of plugins, or override(TOKEN, …), as default or named exports',
        '  fix: export default defineObjective({ … }), or remove the module',
      ].join('\n'),
    );
    expect(await messageOf(() => load('wrong.ts'))).toBe(
      [
        'Plugin "mine.v1" is malformed',
        '  where: export "swap" of wrong.ts (plugins[0])',
        '  received: summary = 3',
        '  allowed: summary: one line of text',
        '  fix: make it with defineObjective, defineCorruption, … of @cloze/contracts',
      ].join('\n'),
    );
  });
});
