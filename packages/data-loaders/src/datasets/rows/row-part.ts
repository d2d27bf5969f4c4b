import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Some of several parts of a data set that comes in one piece, told by a hash: the same on every machine, in any order of files. */
export const partOption = z
  .strictObject({
    /** How many parts there are, of about the same size. */
    of: z.int().min(2),
    /** Which of them are read, counted from 0. */
    take: z.array(z.int().min(0)).min(1),
  })
  .refine(({ of, take }) => take.every((part) => part < of), 'parts from 0 to one less than "of"')
  .optional()
  .describe('some of several parts, told by a hash; left out, everything');

/** Some of several parts. */
export type RowPart = z.infer<typeof partOption>;

/**
 * True where something is in the parts taken.
 * @param group what must stay together, such as the title of an article
 */
export function isInPart(part: RowPart, group: string): boolean {
  if (part === undefined) return true;
  return part.take.includes(createHash('sha256').update(group).digest().readUInt32BE() % part.of);
}
