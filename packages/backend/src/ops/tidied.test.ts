import { memory, square, tensor1d } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { useBackend } from '../testing/use-backend.js';
import { tidied } from './tidied.js';

beforeAll(() => useBackend('cpu'));

it('gives values, frees what they were made from, and looks at none of them', () => {
  const before = memory().numTensors;
  const looked: PropertyKey[] = [];
  const values = tidied(() => {
    const read = square(tensor1d([1, 2, 3])).dataSync();
    return new Proxy(read, { ownKeys: (target) => (looked.push('keys'), Reflect.ownKeys(target)) });
  });
  expect([values[0], values[1], values[2]]).toEqual([1, 4, 9]);
  expect(looked).toEqual([]);
  expect(memory().numTensors).toBe(before);
});

it('passes an error on, and frees all the same', () => {
  const before = memory().numTensors;
  const fail = () => {
    tensor1d([1]);
    throw new Error('no value');
  };
  expect(() => tidied(fail)).toThrow('no value');
  expect(memory().numTensors).toBe(before);
});
