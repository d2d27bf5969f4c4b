import { describe, expect, it, vi } from 'vitest';
import { detectTensorflow } from './detect-tensorflow.js';
import { findTensorflow } from './tensorflow-package.js';
import { codeThatUses, fakeTfjsNode } from './testing/fake-tfjs-node.js';

const CPU = '@tensorflow/tfjs-node';
const GPU = '@tensorflow/tfjs-node-gpu';

describe('detectTensorflow', () => {
  it('says how to get it where it is not installed', async () => {
    vi.stubEnv('CLOZE_TFJS_NODE', '');
    expect(await detectTensorflow()).toEqual({
      name: 'tensorflow',
      available: false,
      reason: 'not installed',
      remedy: 'npm install @tensorflow/tfjs-node@4.22.0 (or tfjs-node-gpu, with CUDA 11.2 and cuDNN 8.1)',
    });
    vi.unstubAllEnvs();
  });

  it('tells what the library computes with', async () => {
    fakeTfjsNode({ name: CPU, code: codeThatUses(false) });
    expect(await detectTensorflow()).toEqual({ name: 'tensorflow', available: true, version: '4.22.0', detail: 'CPU' });
    fakeTfjsNode({ name: GPU, code: codeThatUses(true) });
    const onGpu = { name: 'tensorflow', available: true, version: '4.22.0', detail: 'GPU', usesGpu: true };
    expect(await detectTensorflow(true)).toEqual(onGpu);
  });

  it('tells of a GPU that the library cannot use: it needs CUDA 11.2', async () => {
    fakeTfjsNode({ name: GPU, code: codeThatUses(false) });
    expect(await detectTensorflow(true)).toEqual({
      name: 'tensorflow',
      available: true,
      version: '4.22.0',
      detail: 'CPU: there is a GPU, but the library cannot use it',
      remedy: 'tfjs-node-gpu 4.22 needs CUDA 11.2 and cuDNN 8.1 on the library path',
    });
    expect((await detectTensorflow(false)).detail).toBe('CPU: there is no NVIDIA GPU');
  });

  it('tells of an install step that did not run', async () => {
    fakeTfjsNode({ name: CPU, built: false });
    expect(await detectTensorflow()).toEqual({
      name: 'tensorflow',
      available: false,
      version: '4.22.0',
      reason:
        'the native library of @tensorflow/tfjs-node is missing: its install step did not run, or its download failed',
      remedy: 'npm rebuild @tensorflow/tfjs-node',
    });
  });

  it('tells in a line why the library does not load', async () => {
    fakeTfjsNode({ name: CPU, code: "throw new Error('libtensorflow.so.2: cannot open shared object file');" });
    expect(await detectTensorflow()).toMatchObject({
      available: false,
      reason:
        'the native library of @tensorflow/tfjs-node does not load: libtensorflow.so.2: cannot open shared object file',
      remedy: 'npm rebuild @tensorflow/tfjs-node',
    });
    fakeTfjsNode({ name: CPU, code: "process.kill(process.pid, 'SIGSEGV');" });
    expect((await detectTensorflow()).reason).toBe(
      'the native library of @tensorflow/tfjs-node does not load: it ends the process',
    );
  });
});

describe('detectTensorflow of several packages', () => {
  const onCpu = { name: 'tensorflow', available: true, version: '4.22.0', detail: 'CPU' };

  it('takes the first that works, so that a broken one hides no other', async () => {
    fakeTfjsNode({ name: CPU, code: codeThatUses(false) });
    fakeTfjsNode({ name: GPU, built: false });
    expect(await detectTensorflow(true)).toEqual(onCpu);
    fakeTfjsNode({ name: GPU, code: "throw new Error('no libcuda.so');" });
    expect(await detectTensorflow(true)).toEqual(onCpu);
    expect(await detectTensorflow(false)).toEqual(onCpu);
  });

  it('tells of the first that is tried where none works', async () => {
    fakeTfjsNode({ name: CPU, code: "throw new Error('no libtensorflow.so');" });
    fakeTfjsNode({ name: GPU, built: false });
    expect((await detectTensorflow(false)).remedy).toBe(`npm rebuild ${CPU}`);
    expect((await detectTensorflow(true)).remedy).toBe(`npm rebuild ${GPU}`);
  });
});

describe('findTensorflow', () => {
  it.each(['23.0.0', '24.3.0', '25.1.0'])('tells of Node %s, which it cannot run on', (version) => {
    fakeTfjsNode({ name: CPU });
    expect(findTensorflow(CPU, version)?.fault).toEqual({
      reason: `@tensorflow/tfjs-node 4.22 calls functions that Node 23 took out, and this is Node ${version}`,
      remedy: 'use Node 20 or 22 for it',
    });
  });

  it('finds no fault on Node 20 and 22', () => {
    const folder = fakeTfjsNode({ name: CPU });
    expect(findTensorflow(CPU, '20.19.0')).toEqual({ name: CPU, version: '4.22.0', folder, fault: undefined });
    expect(findTensorflow(CPU, '22.12.0')?.fault).toBeUndefined();
    expect(findTensorflow(GPU)).toBeUndefined();
  });
});
