import { describe, expect, it } from 'vitest';
import { describeFindings, type Findings } from './describe-findings.js';

const GIBIBYTE = 2 ** 30;
const found: Findings = {
  cloze: '1.2.3',
  node: '22.12.0',
  processor: { model: 'Some CPU', threads: 8, features: ['avx2', 'fma'] },
  memory: { total: 16 * GIBIBYTE, free: 4.5 * GIBIBYTE },
  backends: [
    {
      name: 'tensorflow',
      available: true,
      version: '4.22.0',
      detail: 'CPU: there is a GPU, but the library cannot use it',
      remedy: 'tfjs-node-gpu 4.22 needs CUDA 11.2 and cuDNN 8.1 on the library path',
    },
    {
      name: 'native',
      available: true,
      version: '1.2.3',
      detail: 'Rust kernels for AVX2, 4 threads',
      speed: {
        processorFeatures: ['avx2'],
        instructionSet: 'avx2',
        threads: 4,
        peakGflops: 400.4,
        productGflops: 360.2,
      },
    },
    { name: 'wasm', available: true, version: '4.22.0', detail: 'SIMD, one thread' },
  ],
  uses: 'native',
  environment: { CLOZE_THREADS: '4' },
  tfjs: [],
  cargo: 'cargo 1.90.0',
};

describe('describeFindings', () => {
  it('tells what there is, what is used and how fast it is', () => {
    expect(describeFindings(found)).toEqual([
      'cloze          1.2.3',
      'Node           22.12.0',
      'processor      Some CPU, 8 threads',
      'features       avx2, fma',
      'memory         16.0 GiB, 4.5 GiB free',
      'Rust           cargo 1.90.0',
      'CLOZE_THREADS  4',
      '',
      'backends',
      '  tensorflow  yes   4.22.0, CPU: there is a GPU, but the library cannot use it',
      '  native      used  1.2.3, Rust kernels for AVX2, 4 threads',
      '  wasm        yes   4.22.0, SIMD, one thread',
      '',
      'measured just now, float32, GFLOP/s',
      '  most that the processor can do  400',
      '  matrix product on native        360  90 % of that',
      '',
      'to get what is missing',
      '  tensorflow: tfjs-node-gpu 4.22 needs CUDA 11.2 and cuDNN 8.1 on the library path',
    ]);
  });

  it('tells why a backend is not there, and of copies of tfjs-core', () => {
    const reason = '@tensorflow/tfjs-node 4.22 calls functions that Node 23 took out, and this is Node 24.1.0';
    const lines = describeFindings({
      ...found,
      backends: [
        { name: 'tensorflow', available: false, version: '4.22.0', reason, remedy: 'use Node 20 or 22 for it' },
        { name: 'native', available: false, version: '1.2.3', reason: 'no binary for this machine' },
      ],
      uses: null,
      environment: {},
      tfjs: ['a', 'b'].map((path) => ({ path: `/${path}`, version: '4.22.0', usedBy: [path] })),
      cargo: null,
    });
    expect(lines.slice(5)).toEqual([
      'Rust       none: `cargo --version` does not run',
      '',
      'backends',
      `  tensorflow  no  4.22.0, ${reason}`,
      '  native      no  1.2.3, no binary for this machine',
      '',
      'tfjs-core is installed 2 times; there should be one copy:',
      '  4.22.0 in /a (a)',
      '  4.22.0 in /b (b)',
      '',
      'to get what is missing',
      '  tensorflow: use Node 20 or 22 for it',
    ]);
  });
});
