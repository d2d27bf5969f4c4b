import { expect } from 'vitest';
import type { Draw, Style } from './draw.js';
import { expectClose } from './expect-close.js';
import type { FusedCase, Inputs } from './fused-cases.js';
import { floatTensor, type HostTensor } from './host-tensor.js';
import type { NamedNumbers } from './naive-fused.js';
import { runKernel } from './run-kernel.js';
import { slopes } from './slopes.js';

/**
 * Runs a fused kernel on random inputs: its outputs are the naive ones, and its gradients the slopes of those. Functions of infinities and
 * NaNs have no slopes, so with those among the inputs only the gradients' shapes are looked at.
 */
export function checkFused(
  name: string,
  { draw: drawCall, naive, differentiable, gradient }: FusedCase,
  draw: Draw,
  style: Style = 'normal',
): void {
  const call = drawCall(draw, style);
  const attrs = call.attrs as never;
  const expected = naive(toNumbers(call.inputs), attrs);
  const outputs = runKernel('native', name, call);
  const isLoss = name.endsWith('CrossEntropy');
  // A small cross-entropy is the difference of two logits about as large as each other, which are up to about 20 here.
  const tolerance = { relative: 1e-5, ofLargest: 3e-6, ...(isLoss && { absolute: 5e-6 }) };
  expected.forEach((values, index) => expectClose(outputs[index].values, values, tolerance, `output ${index}`));

  // Cross-entropies give the gradients of their sum with it.
  const dy = isLoss ? floatTensor([], [1]) : draw.floats(outputs[0].shape, 'normal');
  const gradients =
    gradient === undefined
      ? outputs.slice(expected.length)
      : runKernel('native', gradient.kernel, gradient.call(call, outputs, dy));
  if (call.attrs['withGradient'] === false) {
    expect(gradients, 'gradients').toEqual([]);
    return;
  }
  const value = (inputs: NamedNumbers) =>
    naive(inputs, attrs)[0].reduce((total, each, i) => total + each * dy.values[i], 0);
  const given = differentiable.filter((input) => input in call.inputs);
  expect(gradients.length, 'gradients').toBe(given.length);
  given.forEach((input, index) =>
    expect(gradients[index].shape, `gradient of ${input}: shape`).toEqual(call.inputs[input].shape),
  );
  if (style === 'normal') given.forEach((input, index) => expectSlopes(value, call.inputs, input, gradients[index]));
}

function expectSlopes(
  value: (inputs: NamedNumbers) => number,
  inputs: Inputs,
  input: string,
  gradient: HostTensor,
): void {
  const values = Float64Array.from(gradient.values);
  const length = Math.sqrt(values.reduce((total, each) => total + each * each, 0));
  for (const { direction, slope } of slopes(value, toNumbers(inputs), input)) {
    const along = values.reduce((total, each, i) => total + each * direction[i], 0);
    const allowed = 1e-5 * length * Math.sqrt(values.length) + 1e-5;
    expect(Math.abs(along - slope), `gradient of ${input}: ${along} beside a slope of ${slope}`).toBeLessThan(allowed);
  }
}

function toNumbers(inputs: Inputs): NamedNumbers {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, values }]) => [name, { shape, values: Float64Array.from(values) }]),
  );
}
