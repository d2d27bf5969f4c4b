import { assertShape, type NamedTensors } from '@cloze/contracts/tensor';
import type { Tensor1D } from '@tensorflow/tfjs-core';

/**
 * A target array of one axis.
 * @throws ShapeError when it is of another shape or type
 */
export function int32Targets(targets: NamedTensors, name: string): Tensor1D {
  const array = targets[name];
  assertShape(array, ['targets'], `targets.${name}`, 'int32');
  return array as Tensor1D;
}
