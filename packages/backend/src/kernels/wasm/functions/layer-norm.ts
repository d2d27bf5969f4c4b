import { add, multiply } from '../assembler/integers.js';
import { scalarLanes, type Lanes } from '../assembler/lanes.js';
import type { ModuleBuilder } from '../assembler/module-builder.js';
import type { Value } from '../assembler/value.js';
import { addTo, eachElement, parameters, pick, sumOver, toFloat, type AnyLanes } from './elements.js';

/**
 * Adds `layerNorm` (y, means, scales, x, gamma, beta, rows, width, epsilon: f32) and
 * `layerNormGradient` (dx, dgamma, dbeta, dy, x, gamma, means, scales, rows, width), which adds to dgamma and dbeta.
 */
export function defineLayerNorm(module: ModuleBuilder, vector: Lanes<'v128'>): void {
  module.define('layerNorm', [...new Array<'i32'>(8).fill('i32'), 'f32'], (f) => {
    const [y, means, scales, x, gamma, beta, rows, width] = parameters(f, 8);
    const epsilon = f.parameter<'f32'>(8);
    const size = f.local(toFloat(width));
    const [from, to] = [f.local(add(x, 0)), f.local(add(y, 0))];
    f.loop(0, rows, 1, (row) => {
      const total = sumOver(f, vector, width, (lanes, offset) => lanes.load(add(from, offset)));
      const mean = f.local(scalarLanes.divide(total, size));
      const meanLanes = f.local(vector.splat(mean));
      const centred = (lanes: AnyLanes, offset: Value<'i32'>) =>
        lanes.subtract(lanes.load(add(from, offset)), pick(lanes, mean, meanLanes));
      const squares = sumOver(f, vector, width, (lanes, offset) => {
        const difference = f.local(centred(lanes, offset));
        return lanes.multiply(difference, difference);
      });
      const variance = scalarLanes.add(scalarLanes.divide(squares, size), epsilon);
      const scale = f.local(scalarLanes.divide(scalarLanes.constant(1), scalarLanes.squareRoot(variance)));
      const scaleLanes = f.local(vector.splat(scale));
      eachElement(f, vector, width, (lanes, offset) => {
        const normalised = lanes.multiply(centred(lanes, offset), pick(lanes, scale, scaleLanes));
        const value = lanes.multiplyAdd(normalised, lanes.load(add(gamma, offset)), lanes.load(add(beta, offset)));
        lanes.store(f, add(to, offset), value);
      });
      scalarLanes.store(f, add(means, multiply(row, 4)), mean);
      scalarLanes.store(f, add(scales, multiply(row, 4)), scale);
      f.set(from, add(from, multiply(width, 4)));
      f.set(to, add(to, multiply(width, 4)));
    });
  });
  module.define('layerNormGradient', new Array<'i32'>(10).fill('i32'), (f) => {
    const [dx, dgamma, dbeta, dy, x, gamma, means, scales, rows, width] = parameters(f, 10);
    const size = f.local(toFloat(width));
    const [up, from, to] = [f.local(add(dy, 0)), f.local(add(x, 0)), f.local(add(dx, 0))];
    f.loop(0, rows, 1, (row) => {
      const mean = f.local(scalarLanes.load(add(means, multiply(row, 4))));
      const scale = f.local(scalarLanes.load(add(scales, multiply(row, 4))));
      const [meanLanes, scaleLanes] = [f.local(vector.splat(mean)), f.local(vector.splat(scale))];
      const normalised = (lanes: AnyLanes, offset: Value<'i32'>) =>
        lanes.multiply(
          lanes.subtract(lanes.load(add(from, offset)), pick(lanes, mean, meanLanes)),
          pick(lanes, scale, scaleLanes),
        );
      const upstream = (lanes: AnyLanes, offset: Value<'i32'>) =>
        lanes.multiply(lanes.load(add(up, offset)), lanes.load(add(gamma, offset)));
      const plain = f.local(scalarLanes.divide(sumOver(f, vector, width, upstream), size));
      const total = sumOver(f, vector, width, (lanes, offset) =>
        lanes.multiply(upstream(lanes, offset), normalised(lanes, offset)),
      );
      const along = f.local(scalarLanes.divide(total, size));
      const [plainLanes, alongLanes] = [f.local(vector.splat(plain)), f.local(vector.splat(along))];
      eachElement(f, vector, width, (lanes, offset) => {
        const own = f.local(normalised(lanes, offset));
        const gradient = f.local(lanes.load(add(up, offset)));
        const weighted = lanes.multiply(gradient, lanes.load(add(gamma, offset)));
        const rest = lanes.multiplyAdd(own, pick(lanes, along, alongLanes), pick(lanes, plain, plainLanes));
        const value = lanes.multiply(lanes.subtract(weighted, rest), pick(lanes, scale, scaleLanes));
        lanes.store(f, add(to, offset), value);
        addTo(f, lanes, add(dgamma, offset), lanes.multiply(gradient, own));
        addTo(f, lanes, add(dbeta, offset), gradient);
      });
      for (const pointer of [up, from, to]) f.set(pointer, add(pointer, multiply(width, 4)));
    });
  });
}
