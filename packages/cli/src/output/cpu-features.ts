import { readFile } from 'node:fs/promises';

/** Vector instructions that kernels make use of, by the kernel's names for them on x86 and Arm. */
const KNOWN = [
  'sse4_2',
  'avx',
  'avx2',
  'fma',
  'f16c',
  'avx512f',
  'avx512_bf16',
  'avx512_vnni',
  'amx_bf16',
  'asimd',
  'sve',
  'bf16',
];

/** The vector instructions of the processor, where the system tells: Linux does. */
export async function cpuFeatures(file = '/proc/cpuinfo'): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const flags = new Set(/^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1].trim().split(/\s+/));
  return KNOWN.filter((name) => flags.has(name));
}
