import { z } from 'zod';

/** A label that is not empty. */
export const labelSchema = z.string().refine((label) => label.trim() !== '', {
  error: 'a label that is not empty',
  params: { what: 'A label is empty', fix: 'write a label, or leave the record out' },
});
