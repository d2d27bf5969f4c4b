import { totalmem } from 'node:os';

/**
 * The bytes of memory that this process may use: the machine's, or those of its container where they are fewer.
 * @param total of the machine
 * @param limit of the container; 0 where there is none or none is known
 */
export function usableMemory(total: number = totalmem(), limit: number = process.constrainedMemory()): number {
  return limit > 0 ? Math.min(total, limit) : total;
}
