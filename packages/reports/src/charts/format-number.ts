/** A number as a person reads it: whole ones with separators, others with up to four significant digits. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString('en-US');
  return size < 1e-3 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
}
