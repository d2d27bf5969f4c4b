import { expect, it } from 'vitest';
import { failureOf, slownessOf } from './describe-build.mjs';

it('tells a build that took too long from one that failed', () => {
  const timeout = Object.assign(new Error('spawnSync cargo ETIMEDOUT'), { code: 'ETIMEDOUT' });
  expect(failureOf({ error: timeout, status: null })).toBe(
    'cargo build took more than 10 minutes (node tools/native/build.mjs goes on where it stopped)',
  );
  expect(failureOf({ status: 101 })).toBe('cargo build failed');
  expect(failureOf({ error: new Error('spawnSync cargo EACCES'), status: null })).toBe('cargo build failed');
  expect(failureOf({ status: 0 })).toBeUndefined();
});

it('speaks of a build of more than three minutes', () => {
  expect(slownessOf(3 * 60_000)).toBeUndefined();
  expect(slownessOf(4.26 * 60_000)).toBe(
    'cloze: building the native backend took 4.3 minutes, usually at most 3 on two cores',
  );
});
