import { z } from 'zod';

/** Name of the files' encoding, as browsers know it. */
export const encodingOption = z
  .string()
  .default('utf-8')
  .refine(isEncoding, 'the name of an encoding, such as "utf-8" or "windows-1252"');

function isEncoding(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== '';
  } catch {
    return false;
  }
}
