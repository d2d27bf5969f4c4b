import { expect, it } from 'vitest';
import { checkPrecision } from './precision.js';

it('takes float32 and refuses what there are no products of', () => {
  expect(() => checkPrecision('float32')).not.toThrow();
  expect(() => checkPrecision('bfloat16')).toThrow(
    'The native backend has no products of this precision\n  where: registerNativeBackend\n  received: bfloat16\n' +
      '  allowed: float32\n  fix: leave the precision out',
  );
});
