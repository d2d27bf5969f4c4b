import {
  addN,
  concat,
  pad,
  reshape,
  reverse,
  slice,
  split,
  stack,
  tidy,
  transpose,
  unstack,
  type Tensor,
} from '@tensorflow/tfjs-core';
import type { KernelGradient } from './kernel-gradient.js';

/** Operations that move elements and compute nothing: their gradients move them back, and add up what was repeated. */
export const layoutGradients: readonly KernelGradient[] = [
  ...['Reshape', 'ExpandDims'].map((kernelName): KernelGradient => ({
    kernelName,
    saveInputs: [kernelName === 'Reshape' ? 'x' : 'input'],
    gradients: ([dy], [x]) => {
      const back = () => reshape(dy, x.shape);
      return { x: back, input: back };
    },
  })),
  {
    kernelName: 'Transpose',
    gradients: ([dy], _, { perm }) => ({
      x: () => {
        const inverse: number[] = [];
        (perm as number[]).forEach((from, to) => (inverse[from] = to));
        return transpose(dy, inverse);
      },
    }),
  },
  {
    kernelName: 'Reverse',
    gradients: ([dy], _, { dims }) => ({ x: () => reverse(dy, dims as number[]) }),
  },
  {
    kernelName: 'Concat',
    saveAllInputs: true,
    gradients: ([dy], parts, attributes) => {
      const axis = axisOf(attributes['axis'], dy.rank);
      let made: Tensor[] | undefined;
      const pieces = () =>
        (made ??= split(
          dy,
          parts.map((part) => part.shape[axis]),
          axis,
        ));
      return Object.fromEntries(parts.map((_, i) => [i, () => pieces()[i].clone()]));
    },
  },
  {
    kernelName: 'Pack',
    saveAllInputs: true,
    gradients: ([dy], parts, { axis }) => {
      let made: Tensor[] | undefined;
      const pieces = () => (made ??= unstack(dy, axisOf(axis, dy.rank)));
      return Object.fromEntries(parts.map((_, i) => [i, () => pieces()[i].clone()]));
    },
  },
  {
    kernelName: 'Unpack',
    gradients: (dys, _, { axis }) => ({ value: () => stack(dys, axisOf(axis, dys[0].rank + 1)) }),
  },
  {
    kernelName: 'SplitV',
    gradients: (dys, _, { axis }) => ({ x: () => concat(dys, axisOf(axis, dys[0].rank)) }),
  },
  {
    kernelName: 'Slice',
    saveInputs: ['x'],
    gradients: ([dy], [x], { begin }) => ({
      x: () => {
        const starts = begin as number[];
        return pad(
          dy,
          x.shape.map((size, axis): [number, number] => [starts[axis], size - starts[axis] - dy.shape[axis]]),
        );
      },
    }),
  },
  {
    kernelName: 'PadV2',
    saveInputs: ['x'],
    gradients: ([dy], [x], { paddings }) => ({
      x: () =>
        slice(
          dy,
          (paddings as number[][]).map(([before]) => before),
          x.shape,
        ),
    }),
  },
  {
    kernelName: 'Tile',
    gradients: ([dy], _, { reps }) => ({
      x: () =>
        tidy(() =>
          (reps as number[]).reduce<Tensor>((rest, times, axis) => addN(split(rest, times, axis)), dy.clone()),
        ),
    }),
  },
];

function axisOf(axis: unknown, rank: number): number {
  const given = Number(axis);
  return given < 0 ? given + rank : given;
}
