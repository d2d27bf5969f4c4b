import { createRequire } from 'node:module';
import type * as Usearch from 'usearch';
import { ModelError } from '@cloze/contracts';
import type { NeighbourSearch } from './neighbours.js';

/** Neighbours a row is linked to, and rows looked at while it is added or searched for: a recall near 1 for most tables. */
const SETTINGS = { connectivity: 16, expansion_add: 128, expansion_search: 128 };

/**
 * Search in a graph of near rows (HNSW: Malkov and Yashunin, 2018), by usearch: after a start that takes longer, a search looks at a few hundred rows
 * however many there are. It may miss a row; in one thread the same table gives the same graph.
 * @throws ModelError where usearch has no build for this machine
 */
export function approximateNeighbours(values: Float32Array, width: number): NeighbourSearch {
  const index = newIndex(width);
  const rows = values.length / width;
  if (rows > 0)
    index.add(
      BigUint64Array.from({ length: rows }, (_, row) => BigInt(row)),
      values,
      1,
    );
  return {
    nearest(vector, count) {
      if (rows === 0) return [];
      const { keys, distances } = index.search(vector, Math.min(count, rows), 1);
      return Array.from(keys, (key, i) => ({ row: Number(key), cosine: 1 - distances[i] }));
    },
  };
}

function newIndex(width: number): Usearch.Index {
  try {
    // A module without exports of its own: its native part is loaded when somebody asks for it, not with this package.
    const usearch = createRequire(import.meta.url)('usearch') as typeof Usearch;
    const { MetricKind: metrics, ScalarKind: scalars } = usearch;
    return new usearch.Index({
      metric: metrics.Cos,
      quantization: scalars.F32,
      multi: false,
      dimensions: width,
      ...SETTINGS,
    });
  } catch (cause) {
    throw new ModelError(
      {
        what: 'Approximate search is not there on this machine',
        received: cause instanceof Error ? cause.message.split('\n')[0] : String(cause),
        fix: 'use exactNeighbours, or reinstall with scripts allowed so that usearch can be built',
      },
      { cause },
    );
  }
}
