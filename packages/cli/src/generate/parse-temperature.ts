import { UsageError } from '@cloze/contracts';

/** Reads `--temperature`; throws UsageError. */
export function parseTemperature(received: string): number {
  const value = received.trim() === '' ? NaN : Number(received);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new UsageError({
    what: 'Wrong value of --temperature',
    where: '--temperature',
    received,
    allowed: 'a number from 0 up',
  });
}
