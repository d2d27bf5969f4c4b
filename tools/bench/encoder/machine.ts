import { cpus, totalmem } from 'node:os';
import { loadBinding } from '@cloze/backend-native/binding';
import type { Limit } from './limits.js';

/** What a benchmark ran on. */
export interface Machine {
  readonly processor: string;
  /** Of those that float32 kernels use. */
  readonly features: readonly string[];
  readonly threads: number;
  readonly gigabytes: number;
  /** What both sides were held to. */
  readonly limit: Limit;
  /** GFLOP/s of multiplications and additions in registers alone, on all threads. */
  readonly peakGflops: number;
  /** Whether the ratios are required here, on a processor with AVX2 and no more, or only reported. */
  readonly required: boolean;
}

/** This machine, as far as the limit lets it; the environment must have the limit already. */
export function describeMachine(limit: Limit, threads: number): Machine {
  const binding = loadBinding();
  if (limit !== 'none') binding.limitWidth(limit);
  binding.setThreads(threads);
  const features = binding.features();
  return {
    processor: cpus()[0].model,
    features,
    threads,
    gigabytes: Math.round(totalmem() / 2 ** 30),
    limit,
    peakGflops: Math.round(binding.measurePeak(0.5)),
    required: features.includes('avx2') && !features.includes('avx512f'),
  };
}
