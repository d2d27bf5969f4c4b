import { describe, expect, it } from 'vitest';
import type { BackendStatus } from './backend-status.js';
import { preferredBackend } from './preferred-backend.js';

const status = (name: BackendStatus['name'], more: Partial<BackendStatus> = {}) => ({ name, available: true, ...more });
const [gpu, tensorflow, native] = [status('tensorflow', { usesGpu: true }), status('tensorflow'), status('native')];
const others = [status('wasm'), status('cpu')];

describe('preferredBackend', () => {
  it('is the first there is: tensorflow on a GPU, native, tensorflow, wasm', () => {
    const missing = { ...native, available: false };
    expect(preferredBackend([gpu, native, ...others], '')).toBe(gpu);
    expect(preferredBackend([tensorflow, native, ...others], '')).toBe(native);
    expect(preferredBackend([tensorflow, missing, ...others], '')).toBe(tensorflow);
    expect(preferredBackend([missing, ...others], '')).toBe(others[0]);
  });

  it('is the named one, or none', () => {
    expect(preferredBackend([gpu, native, ...others], 'cpu')).toBe(others[1]);
    expect(preferredBackend([native], 'tensorflow')).toBeUndefined();
  });
});
