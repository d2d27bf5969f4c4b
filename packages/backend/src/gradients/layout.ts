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
    // Each part is cut out alone: tfjs disposes what one part's gradient makes before it asks for the next.
    gradients: ([dy], parts, attributes) => {
      const axis = axisOf(attributes['axis'], dy.rank);
      let end = 0;
      return Object.fromEntries(
        parts.map((part, i) => {
          const begin = dy.shape.map((_, at) => (at === axis ? end : 0));
          end += part.shape[axis];
          return [i, () => slice(dy, begin, part.shape)];
        }),
      );
    },
  },
  {
    kernelName: 'Pack',
    saveAllInputs: true,
    gradients: ([dy], parts, attributes) => {
      const axis = axisOf(attributes['axis'], dy.rank);
      const size = dy.shape.map((length, at) => (at === axis ? 1 : length));
      return Object.fromEntries(
        parts.map((part, i) => {
          const begin = dy.shape.map((_, at) => (at === axis ? i : 0));
          return [i, () => reshape(slice(dy, begin, size), part.shape)];
        }),
      );
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
