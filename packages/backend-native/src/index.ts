export { NativeBackendError } from './errors/native-backend-error.js';
export { NativeBackend } from './native-backend.js';
export { BACKEND_NAME, registerNativeBackend } from './register-native-backend.js';
export type { NativeBackendOptions } from './register-native-backend.js';
