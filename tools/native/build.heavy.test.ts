import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const hasRust = spawnSync('cargo', ['--version']).status === 0;
if (!hasRust) console.log('skipped: there is no Rust toolchain (https://rustup.rs)');

describe.skipIf(!hasRust)('a build from nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cloze-build-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('gives a binary that loads and multiplies', () => {
    const isSource = (path: string) => basename(path) !== 'target';
    for (const path of ['tools/native', 'packages/backend-native/native']) {
      cpSync(join(root, path), join(folder, path), { recursive: true, filter: isSource });
    }
    const env = { ...process.env, CARGO_TARGET_DIR: undefined };
    const output = execFileSync(process.execPath, ['tools/native/build.mjs'], { cwd: folder, env, encoding: 'utf8' });
    expect(output).not.toContain('is not built');
    const home = join(folder, 'packages/backend-native');
    const [binary] = readdirSync(home).filter((name) => name.endsWith('.node'));
    const multiply = `
      const binding = require(${JSON.stringify(join(home, binary))});
      const out = new Float32Array(1);
      binding.batchMultiply(Float32Array.of(2, 3), Float32Array.of(5, 7), out, 1, 1, 1, 2, 1, false, false);
      console.log(out[0]);`;
    expect(execFileSync(process.execPath, ['-e', multiply], { encoding: 'utf8' })).toBe('31\n');
  });
});
