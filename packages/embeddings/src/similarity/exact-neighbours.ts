import { normalize } from '../contextual/normalize.js';
import type { Neighbour, NeighbourSearch } from './neighbours.js';
import { unitRows } from './unit-rows.js';

/** Search that looks at every row of a table [n, width]; of equal cosines the smaller row comes first. */
export function exactNeighbours(values: Float32Array, width: number): NeighbourSearch {
  const unit = unitRows(values, width);
  const rows = unit.length / width;
  return {
    nearest(vector, count) {
      const query = normalize(vector.slice());
      const found: Neighbour[] = [];
      for (let row = 0; row < rows; row += 1) {
        let product = 0;
        for (let i = 0; i < width; i += 1) product += query[i] * unit[row * width + i];
        if (found.length === count && product <= found[count - 1].cosine) continue;
        let at = found.length;
        while (at > 0 && found[at - 1].cosine < product) at -= 1;
        found.splice(at, 0, { row, cosine: product });
        if (found.length > count) found.pop();
      }
      return found;
    },
  };
}
