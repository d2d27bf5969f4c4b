import type { RecordedRow } from './metrics-rows.js';

type Values = RecordedRow['values'];

const COUNTS = ['Found', 'Actual', 'Predicted'] as const;

/** The detections among recorded metrics, by what their three counts begin with: `rtd.replaced` for `rtd.replacedFound` and its like. */
export function detectionsAmong(metrics: readonly string[]): string[] {
  const stems = metrics.flatMap((name) => (name.endsWith('Found') ? [name.slice(0, -'Found'.length)] : []));
  return stems.filter((stem) => COUNTS.every((count) => metrics.includes(stem + count)));
}

/** Values with the F1 of every detection, `rtd.replacedF1`, in the place of its counts; no F1 where nothing was to be found, and nothing was. */
export function withF1(values: Values): Values {
  const stems = detectionsAmong(Object.keys(values));
  const counts = new Set(stems.flatMap((stem) => COUNTS.map((count) => stem + count)));
  const scores = stems.flatMap((stem): [string, number][] => {
    const [found, actual, predicted] = COUNTS.map((count) => values[stem + count]);
    return actual + predicted > 0 ? [[`${stem}F1`, (2 * found) / (actual + predicted)]] : [];
  });
  return Object.fromEntries([...Object.entries(values).filter(([name]) => !counts.has(name)), ...scores]);
}
