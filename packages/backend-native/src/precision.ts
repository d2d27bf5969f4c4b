import { NativeBackendError } from './errors/native-backend-error.js';

/** Arithmetic of matrix products. float32 alone for now: any other would choose products of its own where the backend is registered. */
export type Precision = 'float32';

/** @throws NativeBackendError for a precision whose products the binary does not have */
export function checkPrecision(precision: string): asserts precision is Precision {
  if (precision === 'float32') return;
  throw new NativeBackendError({
    what: 'The native backend has no products of this precision',
    where: 'registerNativeBackend',
    received: precision,
    allowed: 'float32',
    fix: 'leave the precision out',
  });
}
