import { setBackend } from '@tensorflow/tfjs-core';

/** What this package uses of `@cloze/backend-native`, which is optional and so never imported by type. */
interface NativePackage {
  /** Throws an error for users where there is no binary for this machine. */
  registerNativeBackend(): void;
}

const NATIVE_PACKAGE: string = '@cloze/backend-native';

/**
 * Makes the Rust backend the current one.
 * @throws Error when the package is not installed, a ClozeError when it has no binary for this machine
 */
export async function loadNative(): Promise<void> {
  await registerNative();
  if (!(await setBackend('native'))) throw new Error('tfjs could not start the native backend');
}

/** Registers the Rust backend without making it the current one. */
export async function registerNative(): Promise<void> {
  const native = (await import(/* @vite-ignore */ NATIVE_PACKAGE)) as NativePackage;
  native.registerNativeBackend();
}
