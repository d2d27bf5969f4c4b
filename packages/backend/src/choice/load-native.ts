import { setBackend } from '@tensorflow/tfjs-core';
import type { BackendSpeed } from './backend-speed.js';
import type { Precision } from './precision.js';

/** What this package uses of `@cloze/backend-native`, which is optional and so never imported by type. */
interface NativePackage {
  /** Throws an error for users where there is no binary for this machine. */
  registerNativeBackend(options?: { readonly precision?: Precision }): void;
  /** Looks at the processor and measures for some seconds. */
  probeNative(seconds: number): NativeProbe;
}

interface NativeProbe {
  readonly features: readonly string[];
  readonly width: string;
  readonly threads: number;
  readonly peakGflops: number;
  readonly productGflops: number;
}

const NATIVE_PACKAGE: string = '@cloze/backend-native';

/**
 * Makes the Rust backend the current one, its products of this precision.
 * @throws Error when the package is not installed, a ClozeError when it has no binary for this machine
 */
export async function loadNative(precision?: Precision): Promise<void> {
  await registerNative(precision);
  if (!(await setBackend('native'))) throw new Error('tfjs could not start the native backend');
}

/** Registers the Rust backend, its products of this precision, without making it the current one. */
export async function registerNative(precision?: Precision): Promise<void> {
  (await importNative()).registerNativeBackend({ precision });
}

/** Measures the Rust backend, which must be available, for `seconds`. */
export async function measureNative(seconds: number): Promise<BackendSpeed> {
  const { features, width, threads, peakGflops, productGflops } = (await importNative()).probeNative(seconds);
  return { processorFeatures: features, instructionSet: width, threads, peakGflops, productGflops };
}

async function importNative(): Promise<NativePackage> {
  return (await import(/* @vite-ignore */ NATIVE_PACKAGE)) as NativePackage;
}
