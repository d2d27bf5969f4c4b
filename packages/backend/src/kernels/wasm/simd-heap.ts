import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { util, type DataType, type TensorInfo } from '@tensorflow/tfjs-core';
import { compileSimdModule, type SimdFunctions, type SimdModule } from './simd-module.js';
import { multiplyMatrices, type Matrix } from './multiply-matrices.js';
import type { Memory } from './web-assembly.js';

/** An output of a kernel, its address at hand. */
export interface Output extends TensorInfo {
  readonly address: number;
}

/** The heap of tfjs's WebAssembly backend with our functions over it. */
export class SimdHeap {
  readonly #backend: BackendWasm;
  readonly #memory: Memory;
  readonly #module: SimdModule;
  readonly #scratch: { readonly info: TensorInfo; readonly bytes: number }[] = [];

  constructor(backend: BackendWasm) {
    const { memory } = (backend.wasm as { asm?: { memory: Memory } }).asm ?? {};
    if (!memory) throw new Error("tfjs's WebAssembly backend does not show its memory");
    this.#backend = backend;
    this.#memory = memory;
    this.#module = compileSimdModule(memory);
  }

  get run(): SimdFunctions {
    return this.#module.functions;
  }

  /** Where a tensor's values start. */
  address(tensor: TensorInfo): number {
    return this.#backend.getMemoryOffset(tensor.dataId as Parameters<BackendWasm['getMemoryOffset']>[0]) >>> 0;
  }

  /** A new tensor with unset values. */
  allocate(shape: readonly number[], dtype: DataType = 'float32'): Output {
    const info = this.#backend.makeOutput([...shape], dtype);
    return { ...info, address: this.address(info) };
  }

  /** A new tensor of zeros. */
  zeros(shape: readonly number[]): Output {
    const output = this.allocate(shape);
    this.floats(output.address, util.sizeFromShape([...shape])).fill(0);
    return output;
  }

  /** A new scalar. */
  scalar(value: number): TensorInfo {
    const output = this.allocate([]);
    this.floats(output.address, 1)[0] = value;
    return output;
  }

  /** A view of float32 values; valid until the next allocation. */
  floats(address: number, count: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, count);
  }

  /** A view of int32 values; valid until the next allocation. */
  integers(address: number, count: number): Int32Array {
    return new Int32Array(this.#memory.buffer, address, count);
  }

  /**
   * Room of at least `bytes`, kept for later calls. Slots are independent: what is in one stays when another is asked for.
   * @param slot from 0; the products use the slots from 8 on
   */
  scratch(slot: number, bytes: number): number {
    const existing = this.#scratch[slot];
    if (existing && existing.bytes >= bytes) return this.address(existing.info);
    if (existing) this.#backend.disposeData(existing.info.dataId);
    // Not through tfjs's engine, which would count it among the tensors of a scope.
    const info = this.#backend.makeOutput([Math.ceil(bytes / 4)], 'float32');
    this.#scratch[slot] = { info, bytes };
    return this.address(info);
  }

  /** c = a b, or c += a b. */
  multiply(c: Matrix, a: Matrix, b: Matrix, depth: number, accumulate = false): void {
    multiplyMatrices(this, this.#module.tileRows, c, a, b, depth, accumulate);
  }
}
