import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { memoryLogger } from './testing/memory-logger.js';
import { assertOneTfjs, tfjsCopies } from './tfjs-copies.js';

const folder = mkdtempSync(join(tmpdir(), 'cloze-copies-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder whose packages hold another tfjs-core. */
function withTfjs(name: string, version: string): string {
  const core = join(folder, name, 'node_modules/@tensorflow/tfjs-core');
  mkdirSync(core, { recursive: true });
  writeFileSync(join(core, 'package.json'), JSON.stringify({ name: '@tensorflow/tfjs-core', version }));
  return join(folder, name);
}

describe('tfjsCopies', () => {
  it('finds one copy here, and who loads it', () => {
    const [copy, ...more] = tfjsCopies([import.meta.dirname]);
    expect(more).toEqual([]);
    expect(copy.version).toBe('4.22.0');
    expect(copy.usedBy).toContain('@tensorflow/tfjs-backend-cpu');
  });

  it('finds another one where a folder has it', () => {
    const other = withTfjs('other', '4.21.0');
    const copies = tfjsCopies([import.meta.dirname, other]);
    expect(copies.map(({ version }) => version)).toEqual(['4.22.0', '4.21.0']);
    expect(copies[1].usedBy).toEqual([other]);
  });
});

describe('assertOneTfjs', () => {
  const copy = (version: string, user: string) => ({ path: `/${user}`, version, usedBy: [user] });

  it('warns of copies of one version', () => {
    const logger = memoryLogger();
    assertOneTfjs(logger, [copy('4.22.0', 'a')]);
    assertOneTfjs(logger, [copy('4.22.0', 'a'), copy('4.22.0', 'b')]);
    expect(logger.lines).toEqual([
      'tfjs-core is installed 2 times: 4.22.0 in /a (for a); 4.22.0 in /b (for b); npm dedupe removes the spare ones',
    ]);
  });

  it('refuses copies of different versions', () => {
    expect(() => assertOneTfjs(memoryLogger(), [copy('4.22.0', 'a'), copy('4.21.0', 'b')])).toThrow(
      expect.objectContaining({
        message:
          'tfjs-core is installed in different versions, whose tensors do not fit together\n' +
          '  received: 4.22.0 in /a (for a); 4.21.0 in /b (for b)\n  allowed: one version\n' +
          '  fix: run "npm ls @tensorflow/tfjs-core", give every package the same version, then "npm dedupe"',
      }),
    );
  });
});
