/** A float32 array; `null` in an optional place means absent. */
type Floats = Float32Array;

/**
 * What the binary exports. Sizes are whole numbers, matrices are row-major, and outputs are written whole. Every function
 * throws on a wrong type, a length that does not fit the sizes, and an output that overlaps another array.
 */
export interface NativeBinding {
  /** Number of this interface; the loader refuses a binary with another one. */
  interfaceVersion(): number;
  threads(): number;
  setThreads(count: number): void;
  width(): string;
  limitWidth(name: string): void;

  /** `out [batch, m, n] = left [batch, m, k] · right [batch, k, n]`, transposed operands stored as `[k, m]`, `[n, k]`. */
  batchMultiply(
    left: Floats,
    right: Floats,
    out: Floats,
    leftBatch: number,
    rightBatch: number,
    rows: number,
    inner: number,
    columns: number,
    transposeLeft: boolean,
    transposeRight: boolean,
  ): void;
  /** `y [rows, columns] = x [rows, inner] · weight [columns, inner]ᵀ + bias [columns]`. */
  linear(x: Floats, weight: Floats, bias: Floats | null, y: Floats, rows: number, inner: number, columns: number): void;
  linearGradient(
    dy: Floats,
    x: Floats,
    weight: Floats,
    dx: Floats | null,
    dweight: Floats,
    dbias: Floats | null,
    rows: number,
    inner: number,
    columns: number,
  ): void;
}
