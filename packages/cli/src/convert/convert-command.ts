import { UsageError } from '@cloze/contracts';
import { oneOf } from '../embed/one-of.js';
import type { ConvertFlags } from './convert.js';
import { toOnnx } from './to-onnx.js';
import { toTransformers } from './to-transformers.js';

const FORMATS = ['transformers', 'onnx'] as const;

/** `cloze convert`. */
export async function convertCommand(from: string, to: string, flags: ConvertFlags): Promise<void> {
  if (oneOf('--to', flags.to, FORMATS) === 'transformers') return toTransformers(from, to, flags);
  if (flags.allowMissing) {
    throw new UsageError({
      what: 'An ONNX file needs every weight',
      where: '--allow-missing',
      received: '--to onnx',
      allowed: '--to transformers',
      fix: 'train the head first, or leave the option out',
    });
  }
  return toOnnx(from, to, flags);
}
