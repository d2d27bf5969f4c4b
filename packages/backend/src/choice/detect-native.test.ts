import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

beforeEach(() => vi.resetModules());
afterEach(() => vi.doUnmock('./load-native.js'));

const detectWhere = async (registerNative: () => Promise<void>) => {
  vi.doMock('./load-native.js', () => ({ registerNative }));
  return (await import('./detect-native.js')).detectNative();
};

describe('detectNative', () => {
  it('tells that the backend is there', async () => {
    const status = { name: 'native', available: true, version: '0.0.0', detail: 'Rust kernels' };
    expect(await detectWhere(async () => {})).toEqual(status);
  });

  it('tells of a missing binary and how to get one', async () => {
    const missing = Object.defineProperty(new Error('no binary\n  received: …'), Symbol.for('cloze.error'), {
      value: true,
    });
    expect(await detectWhere(() => Promise.reject(missing))).toEqual({
      name: 'native',
      available: false,
      version: '0.0.0',
      reason: 'no binary for this machine',
      remedy:
        'in a checkout, install Rust (https://rustup.rs) and run npm ci; elsewhere, npm install --include=optional',
    });
  });

  it('tells in a line of any other failure', async () => {
    const { reason } = await detectWhere(() => Promise.reject(new Error('tfjs-core is missing\n    at stack')));
    expect(reason).toBe('tfjs-core is missing');
  });
});
