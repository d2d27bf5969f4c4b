import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, vi } from 'vitest';
import type { TensorflowPackageName } from '../tensorflow-package.js';

const folders: string[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** What to pretend. */
export interface FakeTfjsNode {
  readonly name: TensorflowPackageName;
  /** Whether the install step has put the native library there. */
  readonly built?: boolean;
  /** The package's code. */
  readonly code?: string;
}

/** A folder with a package that looks like tfjs-node, until the test ends; `CLOZE_TFJS_NODE` names it, before those of earlier calls. */
export function fakeTfjsNode({ name, built = true, code = '' }: FakeTfjsNode): string {
  const folder = mkdtempSync(join(tmpdir(), 'cloze-tfjs-'));
  folders.unshift(folder);
  const home = join(folder, 'node_modules', name);
  mkdirSync(join(home, 'lib/napi-v8'), { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name, version: '4.22.0', main: 'index.js' }));
  writeFileSync(join(home, 'index.js'), code);
  if (built) writeFileSync(join(home, 'lib/napi-v8/tfjs_binding.node'), '');
  vi.stubEnv('CLOZE_TFJS_NODE', folders.join(':'));
  return home;
}

/** Code of a package that brings a backend `tensorflow`, which computes on no GPU. */
export function codeThatRegisters(): string {
  const core = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core');
  return `require(${JSON.stringify(core)}).registerBackend('tensorflow', () => ({ dispose() {} })); ${codeThatUses(false)}`;
}

/** Code of a package whose backend says whether it uses a GPU. */
export function codeThatUses(gpu: boolean): string {
  return `exports.ready = async () => {}; exports.backend = () => ({ isUsingGpuDevice: ${gpu} });`;
}
