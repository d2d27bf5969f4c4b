import type { NamedNumbers } from './naive-fused.js';

/** A direction in the space of an input, and the slope of a function along it. */
export interface Slope {
  readonly direction: Float64Array;
  readonly slope: number;
}

/** Central differences of a function of float64 inputs along each axis of a small input, or a few random directions of a larger one. */
export function slopes(value: (inputs: NamedNumbers) => number, inputs: NamedNumbers, name: string): Slope[] {
  const { shape, values } = inputs[name];
  const step = 1e-5;
  const at = (direction: Float64Array, distance: number) =>
    value({ ...inputs, [name]: { shape, values: values.map((each, i) => each + distance * direction[i]) } });
  return directions(values.length).map((direction) => ({
    direction,
    slope: (at(direction, step) - at(direction, -step)) / (2 * step),
  }));
}

function directions(size: number): Float64Array[] {
  const count = size <= 12 ? size : 3;
  return Array.from({ length: count }, (_, which) =>
    // Signs from a multiplicative hash: each direction mixes all elements in its own way.
    Float64Array.from({ length: size }, (_, i) =>
      size <= 12 ? Number(i === which) : Math.imul(i + 1, 0x9e3779b1 + 2 * which) & 0x10000 ? 1 : -1,
    ),
  );
}
