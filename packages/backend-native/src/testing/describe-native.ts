import { describe } from 'vitest';
import { loadBinding } from '../binding/load-binding.js';
import { NativeBackendError } from '../errors/native-backend-error.js';
import { registerNativeBackend } from '../register-native-backend.js';

const missing = reasonForNone();
if (missing === undefined) registerNativeBackend();
else console.log(`skipped: ${missing}`);

function reasonForNone(): string | undefined {
  try {
    loadBinding();
    return undefined;
  } catch (error) {
    if (error instanceof NativeBackendError) return error.parts.what;
    throw error;
  }
}

/** Tests of the native backend, which is registered. Where no binary is built they are skipped, which one line says. */
export const describeNative = describe.skipIf(missing !== undefined);
