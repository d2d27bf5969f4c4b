import type { Tensor } from '@tensorflow/tfjs-core';
import { ShapeError } from '../errors/shape-error.js';

/**
 * The legend of shapes. One name, one meaning, in every comment and check:
 *
 * - `tokens`: rows of a batch, all examples end to end
 * - `examples`: examples of a batch; `parts`: packed parts of all examples
 * - `targets`: positions or items a loss is summed over
 * - `hidden`, `embedding`, `intermediate`, `heads`, `layers`: the encoder's sizes
 * - `vocabulary`, `labels`: classes of a softmax
 * - `length`: tokens of one example or part; `longest`: of the longest in a batch
 */
export type AxisName =
  | 'tokens'
  | 'examples'
  | 'parts'
  | 'targets'
  | 'hidden'
  | 'embedding'
  | 'intermediate'
  | 'heads'
  | 'layers'
  | 'vocabulary'
  | 'labels'
  | 'length'
  | 'longest';

/**
 * Checks a tensor at a plugin boundary.
 * @param expected a size, or a name of the legend where any size will do, an axis
 * @throws ShapeError naming the tensor, both shapes and types
 */
export function assertShape(
  tensor: Pick<Tensor, 'shape' | 'dtype'>,
  expected: readonly (number | AxisName)[],
  name: string,
  dtype: 'float32' | 'int32' = 'float32',
): void {
  const fits =
    tensor.shape.length === expected.length &&
    expected.every((axis, i) => typeof axis === 'string' || axis === tensor.shape[i]);
  if (fits && tensor.dtype === dtype) return;
  throw new ShapeError({
    what: `Wrong shape or type of ${name}`,
    received: `${tensor.dtype} [${tensor.shape.join(', ')}]`,
    allowed: `${dtype} [${expected.join(', ')}]`,
  });
}
