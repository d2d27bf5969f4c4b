import { KeyedRandom, UsageError } from '@cloze/contracts';
import { PCA } from 'ml-pca';
import { UMAP } from 'umap-js';

/** How to bring vectors into a plane. */
export interface ProjectOptions {
  /** Principal components, which keep distances that are large, or UMAP, which keeps neighbourhoods; `pca` by default. */
  readonly method?: 'pca' | 'umap';
  /** For UMAP: 1 by default; the same seed gives the same picture. */
  readonly seed?: number;
}

/** Neighbours UMAP looks at, its own default. */
const NEIGHBOURS = 15;

/**
 * Points [x, y] for the rows of a table [n, width], by principal component analysis or UMAP (McInnes et al., 2018).
 * @throws UsageError for fewer than three rows
 */
export function project(
  values: Float32Array,
  width: number,
  { method = 'pca', seed = 1 }: ProjectOptions = {},
): [x: number, y: number][] {
  const rows = Array.from({ length: values.length / width }, (_, i) =>
    Array.from(values.subarray(i * width, (i + 1) * width)),
  );
  if (rows.length < 3) {
    throw new UsageError({
      what: 'A projection needs three vectors or more',
      received: `${rows.length}`,
    });
  }
  if (method === 'pca') return principal(rows);
  const stream = new KeyedRandom(seed).stream('projection/umap');
  const umap = new UMAP({
    nComponents: 2,
    nNeighbors: Math.min(NEIGHBOURS, rows.length - 1),
    random: () => stream.uniform(),
  });
  return umap.fit(rows).map(([x, y]) => [x, y]);
}

function principal(rows: number[][]): [number, number][] {
  const points = new PCA(rows, { center: true, scale: false }).predict(rows, { nComponents: 2 }).to2DArray();
  // Either direction of an axis is right; the one in which the farthest point is positive is always the same.
  const signs = [0, 1].map((axis) => {
    const farthest = points.reduce((most, point) => (Math.abs(point[axis]) > Math.abs(most) ? point[axis] : most), 0);
    return farthest < 0 ? -1 : 1;
  });
  return points.map(([x, y]) => [x * signs[0], y * signs[1]]);
}
