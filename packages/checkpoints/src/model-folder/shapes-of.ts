/** Shapes by name. */
export type Shapes = ReadonlyMap<string, readonly number[]>;

/** Weight [out, in] and bias [out] of a dense layer. */
export function dense(name: string, out: number, from: number): [string, number[]][] {
  return [
    [`${name}.weight`, [out, from]],
    [`${name}.bias`, [out]],
  ];
}

/** Weight and bias of a LayerNorm. */
export function normalization(name: string, size: number): [string, number[]][] {
  return [
    [`${name}.weight`, [size]],
    [`${name}.bias`, [size]],
  ];
}
