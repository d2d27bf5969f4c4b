import { tensor, tensor1d, type Tensor } from '@tensorflow/tfjs-core';
import type { BatchArrays, EncoderInputArrays } from '../batch/batch-arrays.js';
import { shapedArray, type NamedArrays } from '../batch/host-array.js';
import type { ViewName } from '../batch/view.js';
import type { EncoderInput } from './encoder.js';

/** What a tensor half gets: arrays of its host half, by name, as tensors (int32 or float32). */
export type NamedTensors = Readonly<Record<string, Tensor>>;

/** A batch whose views become tensors when first read. */
export interface Batch {
  readonly examples: number;
  readonly tokens: number;
  view(name: ViewName): EncoderInput;
}

/** Tensors of named arrays; the caller disposes them, or calls inside `tf.tidy`. */
export function toTensors(arrays: NamedArrays): NamedTensors {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, array]) => {
      const { data, shape } = shapedArray(array);
      return [name, tensor(data, [...shape], data instanceof Float32Array ? 'float32' : 'int32')];
    }),
  );
}

/** Tensors of a view; the starts stay on the host. */
export function toEncoderInput(arrays: EncoderInputArrays): EncoderInput {
  return {
    inputIds: tensor1d(arrays.inputIds, 'int32'),
    segmentIds: tensor1d(arrays.segmentIds, 'int32'),
    positionIds: tensor1d(arrays.positionIds, 'int32'),
    exampleStarts: arrays.exampleStarts,
    partStarts: arrays.partStarts,
  };
}

/** A batch over host arrays. Inside one `tf.tidy` its tensors are freed with it. */
export function toBatch(arrays: BatchArrays): Batch {
  const made = new Map<ViewName, EncoderInput>();
  return {
    examples: arrays.views.corrupted.exampleStarts.length - 1,
    tokens: arrays.views.corrupted.inputIds.length,
    view(name) {
      const existing = made.get(name);
      if (existing) return existing;
      const input = toEncoderInput(arrays.views[name]);
      made.set(name, input);
      return input;
    },
  };
}
