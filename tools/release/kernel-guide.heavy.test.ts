import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyChange, guideSteps } from './kernel-guide.js';

// The guide docs/add-a-kernel.md, followed to the letter in a copy of the two packages that it is about.
const root = resolve(import.meta.dirname, '../..');
const hasRust = spawnSync('cargo', ['--version']).status === 0;
if (!hasRust) console.log('skipped: there is no Rust toolchain (https://rustup.rs)');

describe.skipIf(!hasRust)('docs/add-a-kernel.md', () => {
  const copy = mkdtempSync(join(tmpdir(), 'cloze-kernel-'));
  const native = join(copy, 'packages/backend-native');
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  beforeAll(() => {
    for (const name of [
      'packages/backend-native',
      'packages/backend',
      'packages/contracts',
      'tools/native',
      'tools/test',
    ]) {
      cpSync(join(root, name), join(copy, name), { recursive: true, filter: isSource });
    }
    for (const name of ['package.json', 'tsconfig.base.json', 'vitest.config.ts'])
      cpSync(join(root, name), join(copy, name));
    linkPackages(copy);
    for (const step of guideSteps(readFileSync(join(root, 'docs/add-a-kernel.md'), 'utf8'))) {
      const path = join(native, step.path);
      writeFileSync(path, step.kind === 'new' ? step.text : applyChange(readFileSync(path, 'utf8'), step));
    }
    execFileSync(process.execPath, ['tools/native/build.mjs'], { cwd: copy, stdio: 'inherit' });
  });

  it('gives a kernel that agrees with plain loops, with its gradient, and cannot be made to crash', () => {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const files = ['src/fused', 'src/binding', '../backend/src/ops/squared-relu'].map((name) => join(native, name));
    const { status, stdout } = spawnSync(process.execPath, [vitest, 'run', '--reporter=verbose', ...files], {
      cwd: copy,
      encoding: 'utf8',
    });
    for (const name of ['ClozeSquaredRelu gives what plain loops give', 'computes odd sizes and its gradient']) {
      expect(stdout).toContain(name);
    }
    expect(status).toBe(0);
  });

  it('is formatted as the rest', () => {
    const files = ['kernels', 'exports'].map((name) => join(native, 'native/src', name, 'squared_relu.rs'));
    execFileSync('rustfmt', ['--check', '--edition', '2024', ...files], { stdio: 'inherit' });
  });
});

function isSource(path: string): boolean {
  return !['node_modules', 'dist', 'target'].includes(basename(path)) && !path.endsWith('.node');
}

/** The installed packages, with ours from the copy. */
function linkPackages(copy: string): void {
  const installed = join(root, 'node_modules');
  const modules = join(copy, 'node_modules');
  mkdirSync(join(modules, '@cloze'), { recursive: true });
  for (const name of ['backend', 'backend-native', 'contracts']) {
    symlinkSync(join(copy, 'packages', name), join(modules, '@cloze', name));
  }
  for (const name of readdirSync(installed)) {
    if (name !== '@cloze') symlinkSync(join(installed, name), join(modules, name));
  }
}
