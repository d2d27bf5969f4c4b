/** A vector near another. */
export interface Neighbour {
  /** Its row in the table that was searched. */
  readonly row: number;
  readonly cosine: number;
}

/** Finds the rows of a table that point most nearly the same way. */
export interface NeighbourSearch {
  /** The nearest rows, nearest first. */
  nearest(vector: Float32Array, count: number): Neighbour[];
}
