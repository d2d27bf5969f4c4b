import fc from 'fast-check';
import { sizeOf, type HostTensor } from './host-tensor.js';
import { uniforms } from './uniforms.js';

/** Where arithmetic has its corners: signed zeros, infinities, NaN. */
const LIMITS = [0, -0, Infinity, -Infinity, NaN];
/** The ends of the range of float32, too: for functions of single elements, whose results do not depend on an order of sums. */
const EXTREMES = [...LIMITS, 3.4e38, -3.4e38, 1.2e-38, 1e-44, -1e-44, 88.7, -88.7, -103.9, 1e5, -1e5];

/** Which numbers a tensor has. */
export type Style = 'normal' | 'limits' | 'extremes';

/** Draws the inputs of a test; a failing test shows the draws. */
export class Draw {
  /** The most elements of a shape. */
  protected readonly mostElements: number = 20_000;

  constructor(private readonly generate: fc.GeneratorValue) {}

  integer(min: number, max: number): number {
    return this.generate(fc.integer, { min, max });
  }

  boolean(): boolean {
    return this.generate(fc.boolean);
  }

  pick<Value>(...values: Value[]): Value {
    return values[this.integer(0, values.length - 1)];
  }

  /** The size of an axis: 0, 1, small or some vectors long. */
  size(least = 0): number {
    const small = () => fc.integer({ min: Math.max(2, least), max: 9 });
    const arbitrary = fc.oneof(
      { weight: 1, arbitrary: fc.constant(Math.max(least, 0)) },
      { weight: 2, arbitrary: fc.constant(Math.max(least, 1)) },
      { weight: 6, arbitrary: small() },
      { weight: 2, arbitrary: fc.integer({ min: 10, max: 67 }) },
    );
    return this.generate(() => arbitrary);
  }

  /** A shape of at most so many elements as a tensor of this draw has. */
  shape(minRank: number, maxRank: number, least = 0): number[] {
    const shape: number[] = [];
    const rank = this.integer(minRank, maxRank);
    while (shape.length < rank) {
      const size = this.size(least);
      shape.push(sizeOf([...shape, size]) > this.mostElements ? Math.max(least, 1) : size);
    }
    return shape;
  }

  /** A shape that broadcasts to `shape`. */
  broadcastable(shape: readonly number[]): number[] {
    const dropped = this.integer(0, shape.length);
    return shape.slice(dropped).map((size) => (this.boolean() ? size : 1));
  }

  /** Float32 numbers, standard normal but for a sixth in one of three tensors. */
  floats(shape: readonly number[], style: Style = 'limits'): HostTensor {
    const odd = style === 'extremes' ? EXTREMES : LIMITS;
    const special = style !== 'normal' && this.integer(0, 2) === 0;
    const random = uniforms(this.integer(0, 2 ** 31 - 1));
    const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const next = () => (special && random() < 1 / 6 ? odd[Math.floor(random() * odd.length)] : normal());
    return { shape, dtype: 'float32', values: Float32Array.from({ length: sizeOf(shape) }, next) };
  }

  /** Int32 numbers from `min` to below `end`. */
  integers(shape: readonly number[], end: number, min = 0): HostTensor {
    const random = uniforms(this.integer(0, 2 ** 31 - 1));
    const next = () => min + Math.floor(random() * (end - min));
    return { shape, dtype: 'int32', values: Int32Array.from({ length: sizeOf(shape) }, next) };
  }

  booleans(shape: readonly number[]): HostTensor {
    return { shape, dtype: 'bool', values: Uint8Array.from(this.integers(shape, 2).values) };
  }
}

/** Draws shapes that are cut into blocks and shared by threads. */
export class LargeDraw extends Draw {
  protected override readonly mostElements = 400_000;

  override size(least = 0): number {
    return this.integer(0, 9) === 0 ? super.size(least) : this.integer(10, 500);
  }
}

/** A property over draws, tried `runs` times from a fixed seed. */
export function forDraws(runs: number, property: (draw: Draw) => void, Kind: typeof Draw = Draw): void {
  fc.assert(
    fc.property(fc.gen(), (generate) => {
      property(new Kind(generate));
    }),
    // Shrinking would take minutes: a shape has many numbers.
    { numRuns: runs, seed: 1, endOnFailure: true },
  );
}
