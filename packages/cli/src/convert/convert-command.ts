import { oneOf } from '../embed/one-of.js';
import type { ConvertFlags } from './convert.js';
import { toOnnx } from './to-onnx.js';
import { toTransformers } from './to-transformers.js';

const FORMATS = ['transformers', 'onnx'] as const;

/** `cloze convert`. */
export async function convertCommand(from: string, to: string, flags: ConvertFlags): Promise<void> {
  if (oneOf('--to', flags.to, FORMATS) === 'onnx') await toOnnx(from, to, flags);
  else await toTransformers(from, to, flags);
}
