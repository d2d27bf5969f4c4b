/** Parts of nearly equal length, computed together as a rectangle. */
export interface Bucket {
  /** Indices of its parts. */
  readonly parts: readonly number[];
  /** Length of the longest of them. */
  readonly length: number;
  /** The row of each place of the rectangle; padded places repeat the part's first row. */
  readonly rows: Int32Array; // [parts * length]
  readonly padded: boolean;
}

/** How a backend without a ragged kernel lays parts out. */
export interface RaggedLayout {
  readonly buckets: readonly Bucket[];
  /** For each row its place in the buckets laid end to end. */
  readonly places: Int32Array; // [n]
  /** True when one bucket without padding holds all parts in order, so that nothing needs moving. */
  readonly plain: boolean;
}

/** A part joins a bucket when at least this share of its row would be filled. */
const LEAST_FILLED = 0.75;

/** Groups parts by length; a bucket of equal lengths has no padding. */
export function layoutParts(starts: Int32Array): RaggedLayout {
  const count = starts.length - 1;
  const lengthOf = (part: number) => starts[part + 1] - starts[part];
  const order = Array.from({ length: count }, (_, part) => part).filter((part) => lengthOf(part) > 0);
  order.sort((a, b) => lengthOf(b) - lengthOf(a) || a - b);
  const buckets: Bucket[] = [];
  for (let from = 0; from < order.length;) {
    const length = lengthOf(order[from]);
    let to = from + 1;
    while (to < order.length && lengthOf(order[to]) >= LEAST_FILLED * length) to += 1;
    buckets.push(makeBucket(order.slice(from, to), length, starts));
    from = to;
  }
  const plain = buckets.length === 1 && !buckets[0].padded && buckets[0].parts.length === count;
  return { buckets, places: placesOf(buckets, starts), plain };
}

function makeBucket(parts: number[], length: number, starts: Int32Array): Bucket {
  const rows = new Int32Array(parts.length * length);
  let padded = false;
  parts.forEach((part, i) => {
    const own = starts[part + 1] - starts[part];
    padded ||= own < length;
    for (let j = 0; j < length; j += 1) rows[i * length + j] = starts[part] + (j < own ? j : 0);
  });
  return { parts, length, rows, padded };
}

function placesOf(buckets: readonly Bucket[], starts: Int32Array): Int32Array {
  const places = new Int32Array(starts[starts.length - 1]);
  let offset = 0;
  for (const { parts, length, rows } of buckets) {
    parts.forEach((part, i) => {
      const own = starts[part + 1] - starts[part];
      for (let j = 0; j < own; j += 1) places[starts[part] + j] = offset + i * length + j;
    });
    offset += rows.length;
  }
  return places;
}

/** Columns of a row of attention probabilities for numbering dropout: the longest part, rounded up to a multiple of 4. */
export function attentionColumns(starts: Int32Array): number {
  let longest = 0;
  for (let part = 0; part + 1 < starts.length; part += 1) longest = Math.max(longest, starts[part + 1] - starts[part]);
  return Math.ceil(longest / 4) * 4;
}
