/** How fast a backend multiplies matrices, beside the most that the processor can do. */
export interface BackendSpeed {
  /** Vector features of the processor that matter to products. */
  readonly processorFeatures: readonly string[];
  /** What the kernels use: `avx512`, `avx2`, `neon` or `portable`. */
  readonly instructionSet: string;
  readonly threads: number;
  /** Multiplications and additions in registers alone, on all threads: 10^9 a second. */
  readonly peakGflops: number;
  /** A float32 product of two `[768, 768]` matrices: 10^9 operations a second. */
  readonly productGflops: number;
}
