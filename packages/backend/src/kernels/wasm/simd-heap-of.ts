import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { SimdHeap } from './simd-heap.js';

const heaps = new WeakMap<BackendWasm, SimdHeap>();

/** Our functions over a backend's heap, compiled once. */
export function simdHeapOf(backend: BackendWasm): SimdHeap {
  const existing = heaps.get(backend);
  if (existing) return existing;
  const made = new SimdHeap(backend);
  heaps.set(backend, made);
  return made;
}
