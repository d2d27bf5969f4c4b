import type { RandomStream } from '@cloze/contracts';
import type { ParameterSpec } from '@cloze/contracts/tensor';

/** Initial values of a parameter, from a stream that belongs to its name. */
export function initialValues({ shape, initializer }: ParameterSpec, random: RandomStream): Float32Array {
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  switch (initializer.kind) {
    case 'zeros':
      return values;
    case 'ones':
      return values.fill(1);
    case 'constant':
      return values.fill(initializer.value);
    case 'uniform':
      return values.map(() => (2 * random.uniform() - 1) * initializer.limit);
    case 'truncated-normal':
      return values.map(() => truncatedNormal(random) * initializer.standardDeviation);
  }
}

function truncatedNormal(random: RandomStream): number {
  let draw = random.normal();
  while (Math.abs(draw) > 2) draw = random.normal();
  return draw;
}
