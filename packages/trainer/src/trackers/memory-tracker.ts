import type { MetricsRow, Tracker } from '@cloze/contracts';

/** A tracker that keeps its rows, for tests and notebooks. */
export function memoryTracker(): Tracker & { readonly rows: readonly MetricsRow[] } {
  const rows: MetricsRow[] = [];
  return {
    rows,
    start: async ({ startStep }) => {
      const first = rows.findIndex(({ step }) => step > startStep);
      if (first >= 0) rows.length = first;
    },
    row: (row) => void rows.push(row),
    flush: async () => {},
    finish: async () => {},
  };
}
