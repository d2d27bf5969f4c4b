export { NativeBackendError } from './errors/native-backend-error.js';
export { NativeBackend } from './native-backend.js';
export type { AdamSettings, LambSettings, Moments } from './optimizer-steps.js';
export type { Precision } from './precision.js';
export { probeNative } from './probe.js';
export type { NativeProbe } from './probe.js';
export { BACKEND_NAME, registerNativeBackend } from './register-native-backend.js';
export type { NativeBackendOptions } from './register-native-backend.js';
