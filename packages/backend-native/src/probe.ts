import { loadBinding } from './binding/load-binding.js';
import { platformName } from './binding/platform-name.js';

/** What the native backend finds on this machine. */
export interface NativeProbe {
  /** The binary's platform, such as `linux-x64-gnu`. */
  readonly platform: string;
  /** Vector features of the processor, such as `avx2`. */
  readonly features: readonly string[];
  /** The instruction set that kernels use: `avx512`, `avx2`, `neon` or `portable`. */
  readonly width: string;
  /** Threads that kernels use. */
  readonly threads: number;
  /** Multiplications and additions in registers alone, on all threads, in GFLOP/s: the most that a product could reach. */
  readonly peakGflops: number;
  /** A float32 product of two [768, 768] matrices, in GFLOP/s. */
  readonly productGflops: number;
}

/**
 * Looks at the processor and measures for `seconds`.
 *
 * @throws NativeBackendError when there is no binary for this machine.
 */
export function probeNative(seconds = 0.4): NativeProbe {
  const binding = loadBinding();
  return {
    platform: platformName(),
    features: binding.features(),
    width: binding.width(),
    threads: binding.threads(),
    peakGflops: binding.measurePeak(seconds / 2),
    productGflops: binding.measureProduct(768, seconds / 2),
  };
}
