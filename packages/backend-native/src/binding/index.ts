/** The binary itself, without tfjs: for benchmarks and fuzzing. */
export { INTERFACE_VERSION, loadBinding } from './load-binding.js';
export type { NativeBinding } from './native-binding.js';
