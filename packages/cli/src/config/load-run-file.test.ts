import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messageOf } from '../testing/message-of.js';
import { loadRunFile } from './load-run-file.js';

let folder: string;
beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'cloze-config-'))));
afterEach(() => rm(folder, { recursive: true }));

const write = (name: string, text: string) => writeFile(join(folder, name), text);
const load = (name: string) => loadRunFile(join(folder, name));

describe('loadRunFile', () => {
  it('reads JSON; relative paths start from its folder, or from the folder that it names', async () => {
    await write('run.json', '{ "seed": 3 }');
    expect(await load('run.json')).toEqual({ file: `${folder}/run.json`, directory: folder, config: { seed: 3 } });
    await write('saved.json', '{ "directory": "../elsewhere" }');
    expect((await load('saved.json')).directory).toBe(join(folder, '../elsewhere'));
  });

  it('imports a TypeScript module that calls defineRun', async () => {
    await write(
      'run.ts',
      `import { defineRun } from 'cloze';
       const steps: number = 10;
       export default defineRun({ seed: steps, data: { train: { use: 'text.v1' } }, sampler: { use: 'full-sentences.v1' },
         objectives: [{ use: 'mlm.v1', weight: undefined }], training: {} });`,
    );
    expect((await load('run.ts')).config).toMatchObject({ seed: 10, objectives: [{ use: 'mlm.v1' }] });
  });

  it('says what is missing, does not parse, is no object, or fails', async () => {
    expect(await messageOf(() => load('none.json'))).toBe(
      `The run config does not exist\n  where: ${folder}/none.json\n` +
        '  allowed: a .json file, or a .ts or .js module with a default export',
    );
    await write('wrong.json', '{\n  "seed": 1,\n  "seed" 2 }');
    expect(await messageOf(() => load('wrong.json'))).toBe(
      `The file is not JSON\n  where: ${folder}/wrong.json:3:10\n  received: 2 }\n` +
        '  fix: look for a missing comma or quote, a comma before a closing bracket, or a comment',
    );
    await write('list.json', '[1]');
    expect(await messageOf(() => load('list.json'))).toBe(
      `A run config is an object\n  where: ${folder}/list.json\n  received: [1]\n` +
        '  allowed: { "data": …, "sampler": …, "objectives": …, "training": … }',
    );
    await write('throws.ts', 'const a: number = 1;\nthrow new Error("no" + a);');
    expect(await messageOf(() => load('throws.ts'))).toBe(
      `The run config failed to load\n  where: ${folder}/throws.ts:2:7\n  received: Error: no1\n  fix: correct the module`,
    );
  });
});
