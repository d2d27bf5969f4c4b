/** Vector widths that both sides can be held to on a wider processor; none is what the processor has. */
export const limits = ['none', 'avx2'] as const;

export type Limit = (typeof limits)[number];

/** What tells the native backend, PyTorch, MKL, oneDNN and TensorFlow of a limit. */
export function limitEnvironment(limit: Limit): Readonly<Record<string, string>> {
  if (limit === 'none') return {};
  return {
    CLOZE_SIMD: 'avx2',
    ATEN_CPU_CAPABILITY: 'avx2',
    MKL_ENABLE_INSTRUCTIONS: 'AVX2',
    ONEDNN_MAX_CPU_ISA: 'AVX2',
  };
}
