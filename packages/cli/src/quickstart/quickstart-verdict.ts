import type { QuickstartResult } from './quickstart-result.js';

/** Whether a quickstart did what it has to. */
export interface QuickstartVerdict {
  /** Of its process. */
  readonly exitCode: 0 | 1;
  /** Told below the comparison at the masks. */
  readonly lines: readonly string[];
}

/**
 * A quickstart has to be done, with a model that is better at the masks than guessing by frequency, beyond the 99 % interval of their
 * difference.
 * @param short whether its run is too short to be held to that difference
 */
export function quickstartVerdict(
  { status, masks }: Pick<QuickstartResult, 'status' | 'masks'>,
  short: boolean,
): QuickstartVerdict {
  const hasFailed = !short && masks?.isBetter === false;
  const lines = hasFailed ? ['', 'This model is not better than guessing by frequency: something is wrong.'] : [];
  return {
    exitCode: status === 'interrupted' || hasFailed ? 1 : 0,
    lines: short ? ['  (too short a run to be held to that difference)'] : lines,
  };
}
