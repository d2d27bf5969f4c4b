/** The width that vega takes a letter of a legend for where it cannot measure, and that of the mark beside a label, in pixels. */
const LETTER = 9.6;
const MARK = 30;

/** A legend whose columns fit into the width of a chart; none for a single name. */
export function legendOf(
  names: readonly string[],
  width: number,
): { readonly columns: number; readonly labelLimit: number } | null {
  if (names.length < 2) return null;
  const widest = MARK + LETTER * names.reduce((longest, name) => Math.max(longest, name.length), 0);
  const columns = Math.max(1, Math.min(names.length, Math.floor(width / widest)));
  return { columns, labelLimit: Math.round(width / columns) - MARK };
}
