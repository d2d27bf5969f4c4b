import { TokenizerError } from '@cloze/contracts';

/** Tokens [from, to) of a side. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * Cuts `length` tokens into windows of `size` that share `stride` tokens with the one before, from the left or from the right end.
 * @throws TokenizerError if windows do not move on
 */
export function windowsOf(length: number, size: number, stride: number, fromRight: boolean): Window[] {
  if (size >= length) return [{ from: 0, to: length }];
  if (stride >= size) {
    throw new TokenizerError({
      what: 'Windows cannot overlap by their whole length',
      where: 'stride',
      received: `${stride} with windows of ${size} tokens (maxLength less special tokens, and less the other side)`,
      allowed: `0 to ${size - 1}`,
      fix: 'use a smaller stride or a larger maxLength',
    });
  }
  const windows: Window[] = [];
  for (let at = 0; ; at += size - stride) {
    const end = Math.min(at + size, length);
    windows.push(fromRight ? { from: length - end, to: length - at } : { from: at, to: end });
    if (end === length) return windows;
  }
}
