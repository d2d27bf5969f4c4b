const BARS = '▁▂▃▄▅▆▇█';

/**
 * Values as a line of small bars, from the lowest to the highest of them; more values than `width` become means over equal stretches.
 */
export function sparkline(values: readonly number[], width: number): string {
  const finite = values.filter(Number.isFinite);
  const count = Math.min(width, finite.length);
  const means = Array.from({ length: count }, (_, bin) => {
    const [from, to] = [bin, bin + 1].map((edge) => Math.floor((edge * finite.length) / count));
    return finite.slice(from, to).reduce((sum, value) => sum + value, 0) / (to - from);
  });
  const low = Math.min(...means);
  const range = Math.max(...means) - low;
  const top = BARS.length - 1;
  return means.map((mean) => BARS[range > 0 ? Math.round(((mean - low) / range) * top) : 0]).join('');
}
