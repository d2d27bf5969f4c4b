import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findBackendFactory, removeBackend } from '@tensorflow/tfjs-core';
import { codeThatRegisters, codeThatUses, fakeTfjsNode } from './testing/fake-tfjs-node.js';
import type { TensorflowPackageName } from './tensorflow-package.js';
import { memoryLogger } from './testing/memory-logger.js';

// A process has one backend, so each test loads the module anew.
beforeEach(() => {
  vi.resetModules();
  vi.stubEnv('CLOZE_BACKEND', undefined);
  vi.stubEnv('CLOZE_TFJS_NODE', undefined);
});
afterEach(() => {
  vi.doUnmock('./detect-native.js');
  vi.doUnmock('./load-native.js');
  if (findBackendFactory('tensorflow') != null) removeBackend('tensorflow');
  vi.unstubAllEnvs();
});

async function choose(options: { readonly name?: string; readonly precision?: string } = {}) {
  const { chooseBackend } = await import('./choose-backend.js');
  return chooseBackend(options);
}

/** The message of the error that choosing ends with. */
async function refusal(options: { readonly name?: string; readonly precision?: string }): Promise<string> {
  return choose(options).then(
    ({ name }) => `took ${name}`,
    (error: Error) => error.message,
  );
}

const withoutNative = () =>
  vi.doMock('./detect-native.js', () => ({
    detectNative: async () => ({ name: 'native', available: false, reason: 'no binary for this machine' }),
  }));

describe('chooseBackend', () => {
  it('takes the named one, and the same again', async () => {
    const chosen = await choose({ name: 'cpu' });
    expect(chosen).toEqual({ name: 'cpu', precision: 'float32', reason: 'cpu, named by --backend' });
    expect(await choose({ name: 'cpu' })).toBe(chosen);
    expect(await choose()).toBe(chosen);
  });

  it('takes the one that CLOZE_BACKEND names', async () => {
    vi.stubEnv('CLOZE_BACKEND', 'cpu');
    expect((await choose()).reason).toBe('cpu, named by CLOZE_BACKEND');
  });

  it('takes the first that works and says in one line why not those before', async () => {
    withoutNative();
    const logger = memoryLogger();
    const { chooseBackend } = await import('./choose-backend.js');
    expect((await chooseBackend({ logger })).name).toBe('wasm');
    expect(logger.lines).toEqual([
      'backend wasm (no tensorflow on a GPU: @tensorflow/tfjs-node-gpu is not installed; no native: no binary for this machine; ' +
        'no tensorflow: @tensorflow/tfjs-node is not installed)',
    ]);
  });

  it('passes a library over that does not load', async () => {
    withoutNative();
    fakeTfjsNode({ name: '@tensorflow/tfjs-node', code: "throw new Error('no such library\\n  at stack');" });
    expect((await choose()).reason).toContain('no tensorflow: no such library)');
  });

  it.each([
    ['nothing', {}, 'wasm'],
    ['tfjs-node-gpu on a machine without a GPU', { '@tensorflow/tfjs-node-gpu': codeThatRegisters() }, 'tensorflow'],
    [
      'tfjs-node and a tfjs-node-gpu that does not load',
      {
        '@tensorflow/tfjs-node': codeThatRegisters(),
        '@tensorflow/tfjs-node-gpu': "throw new Error('no libcuda.so');",
      },
      'tensorflow',
    ],
  ])('takes what doctor tells, with %s installed', async (_, packages, expected) => {
    withoutNative();
    for (const [name, code] of Object.entries(packages)) fakeTfjsNode({ name: name as TensorflowPackageName, code });
    const { detectBackends } = await import('./detect-backends.js');
    const { preferredBackend } = await import('./preferred-backend.js');
    expect(preferredBackend(await detectBackends())?.name).toBe(expected);
    expect((await choose()).name).toBe(expected);
  });

  it('refuses a second one', async () => {
    await choose({ name: 'cpu' });
    expect(await refusal({ name: 'wasm' })).toBe(
      'A process has one backend, and this one has it already\n  where: --backend\n  received: wasm\n  allowed: cpu\n' +
        '  fix: start another process for the other backend',
    );
  });

  it('refuses unknown names', async () => {
    expect(await refusal({ name: 'natve' })).toBe(
      'Unknown backend\n  where: --backend\n  received: natve\n  allowed: tensorflow, native, wasm, cpu\n' +
        '  fix: did you mean "native"?',
    );
  });

  it('hands the precision of products to native', async () => {
    const loadNative = vi.fn(async () => {});
    vi.doMock('./load-native.js', () => ({ registerNative: async () => {}, loadNative }));
    expect((await choose({ name: 'native', precision: 'float32' })).name).toBe('native');
    expect(loadNative.mock.calls).toEqual([['float32']]);
  });

  it('refuses any precision but float32', async () => {
    expect(await refusal({ name: 'cpu', precision: 'bfloat16' })).toBe(
      'Unknown precision\n  where: --precision\n  received: bfloat16\n  allowed: float32',
    );
  });

  it('says why the named one does not work, and how to get it', async () => {
    expect(await refusal({ name: 'tensorflow' })).toBe(
      'The backend tensorflow does not work here\n  where: --backend\n' +
        '  received: @tensorflow/tfjs-node is not installed\n  fix: npm install @tensorflow/tfjs-node@4.22.0',
    );
    fakeTfjsNode({ name: '@tensorflow/tfjs-node', built: false, code: codeThatUses(false) });
    expect(await refusal({ name: 'tensorflow' })).toBe(
      'The backend tensorflow does not work here\n  where: --backend\n' +
        '  received: the native library of @tensorflow/tfjs-node is missing: its install step did not run, or its download failed\n' +
        '  fix: npm rebuild @tensorflow/tfjs-node',
    );
  });

  it('refuses a number of threads that is none', async () => {
    vi.stubEnv('CLOZE_THREADS', 'many');
    expect(await refusal({ name: 'cpu' })).toContain('Not a number of threads\n  where: CLOZE_THREADS');
  });
});
