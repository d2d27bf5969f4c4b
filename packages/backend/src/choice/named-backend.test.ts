import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { namedBackend } from './named-backend.js';

beforeEach(() => void vi.stubEnv('CLOZE_BACKEND', 'cpu'));
afterEach(() => void vi.unstubAllEnvs());

describe('namedBackend', () => {
  it('takes the option before the environment, and an empty variable for none', () => {
    expect(namedBackend('wasm')).toEqual({ name: 'wasm', where: '--backend' });
    expect(namedBackend(undefined)).toEqual({ name: 'cpu', where: 'CLOZE_BACKEND' });
    vi.stubEnv('CLOZE_BACKEND', '');
    expect(namedBackend(undefined)).toEqual({ where: 'CLOZE_BACKEND' });
  });

  it('names where an unknown name stands, and what is near', () => {
    expect(() => namedBackend('wsm')).toThrow(
      'Unknown backend\n  where: --backend\n  received: wsm\n  allowed: tensorflow, native, wasm, cpu\n  fix: did you mean "wasm"?',
    );
    vi.stubEnv('CLOZE_BACKEND', 'gpu');
    expect(() => namedBackend(undefined)).toThrow('Unknown backend\n  where: CLOZE_BACKEND\n  received: gpu\n');
  });
});
