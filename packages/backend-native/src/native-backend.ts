import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { backend_util, DataType, TensorInfo } from '@tensorflow/tfjs-core';
import { engine, util } from '@tensorflow/tfjs-core';
import type { NativeBinding } from './binding/native-binding.js';
import type { AdamSettings, LambSettings, Moments } from './optimizer-steps.js';
import { BufferPool } from './storage/buffer-pool.js';
import type { TensorEntry } from './storage/tensor-entry.js';
import { TrackedStorage } from './storage/tracked-storage.js';

/** A tensor that a kernel of this package makes: what tfjs wants back, and the array to fill. */
export interface Output<Values = Float32Array> extends TensorInfo {
  readonly values: Values;
}

/**
 * The tfjs backend `native`: tfjs's CPU backend with its hot kernels in Rust. Tensors are typed arrays that Rust reads and
 * writes in place, and the arrays of kernel outputs come from a pool.
 */
export class NativeBackend extends MathBackendCPU {
  readonly #storage: TrackedStorage;
  #nextDataId = 0;

  constructor(
    readonly binding: NativeBinding,
    readonly pool: BufferPool,
  ) {
    super();
    this.#storage = new TrackedStorage(this, engine());
    this.data = this.#storage;
  }

  /** The values of a numeric tensor, `undefined` for strings and complex numbers. Valid during one kernel. */
  numbers(tensor: TensorInfo): Float32Array | Int32Array | Uint8Array | undefined {
    return numericValues(this.#storage.peek(tensor.dataId).values);
  }

  /** The float32 values of a tensor, `[size]`. Valid during one kernel. */
  floats(tensor: TensorInfo): Float32Array {
    const values = this.#numbers(tensor);
    // tfjs's own kernels may call an int32 or bool array float32.
    return values instanceof Float32Array ? values : Float32Array.from(values);
  }

  /** The int32 values of a tensor, `[size]`. Valid during one kernel. */
  integers(tensor: TensorInfo): Int32Array {
    const values = this.#numbers(tensor);
    return values instanceof Int32Array ? values : Int32Array.from(values);
  }

  /** The values of a bool tensor, 0 or 1, `[size]`. Valid during one kernel. */
  booleans(tensor: TensorInfo): Uint8Array {
    const values = this.#numbers(tensor);
    return values instanceof Uint8Array ? values : Uint8Array.from(values);
  }

  #numbers(tensor: TensorInfo): Float32Array | Int32Array | Uint8Array {
    const values = this.numbers(tensor);
    if (values === undefined) throw new TypeError(`expected a numeric tensor, got ${tensor.dtype}`);
    return values;
  }

  /** A new float32 tensor whose values the caller writes whole. */
  output(shape: readonly number[]): Output {
    const values = this.allocateFloats(util.sizeFromShape([...shape]));
    return { ...this.#track([...shape], 'float32', values, true), values };
  }

  /** An array of `size` floats with any contents, from the pool where that pays. */
  allocateFloats(size: number): Float32Array {
    const bytes = size * Float32Array.BYTES_PER_ELEMENT;
    return BufferPool.pools(bytes) ? new Float32Array(this.pool.take(bytes), 0, size) : new Float32Array(size);
  }

  /** Another reference to a tensor's values, as tfjs's Identity makes it. */
  share({ dataId, shape, dtype }: TensorInfo): TensorInfo {
    this.incRef(dataId);
    return { dataId, shape, dtype };
  }

  /** Lends `body` an array of `size` floats with any contents. */
  withMemory(size: number, body: (memory: Float32Array) => void): void {
    const memory = this.allocateFloats(size);
    try {
      body(memory);
    } finally {
      this.#recycle(memory);
    }
  }

  /**
   * One step of AdamW, in place: w -= rate (m^ / (√v^ + epsilon) + decay w). Call it after the tape is closed; the parameter and its moments
   * must not share their values with a tensor that is still wanted as it was.
   */
  adamwStep(parameter: TensorInfo, gradient: TensorInfo, moments: Moments, settings: AdamSettings): void {
    const [weight, first, second] = [parameter, moments.first, moments.second].map((tensor) => this.#mutable(tensor));
    this.binding.adamwStep(weight, this.floats(gradient), first, second, settings);
  }

  /**
   * One step of LAMB, in place: AdamW's update scaled by |w| / |update|, where `adapt` and neither norm is 0.
   * @returns the trust ratio
   */
  lambStep(parameter: TensorInfo, gradient: TensorInfo, moments: Moments, settings: LambSettings): number {
    const [weight, first, second] = [parameter, moments.first, moments.second].map((tensor) => this.#mutable(tensor));
    return this.binding.lambStep(weight, this.floats(gradient), first, second, settings, settings.adapt);
  }

  /** The Euclidean norm of all tensors together, summed in float64; 0 for none. */
  globalNorm(tensors: readonly TensorInfo[]): number {
    return Math.sqrt(tensors.reduce((sum, tensor) => sum + this.binding.sumOfSquares(this.floats(tensor)), 0));
  }

  /**
   * The values of a tensor that is about to be changed in place. The first time they move to memory of the backend's own, so that no array
   * that a user passed in or got out changes under them.
   */
  #mutable(tensor: TensorInfo): Float32Array {
    const entry = this.#storage.peek(tensor.dataId);
    if (entry.own && entry.values instanceof Float32Array) return entry.values;
    const values = this.allocateFloats(util.sizeFromShape(tensor.shape));
    values.set(this.floats(tensor));
    Object.assign(entry, { values, own: true });
    return values;
  }

  #track(shape: number[], dtype: DataType, values: backend_util.BackendValues, own: boolean): TensorInfo {
    const dataId = { id: this.#nextDataId++ };
    this.#storage.set(dataId, { values, dtype, refCount: 1, own });
    return { dataId, shape, dtype };
  }

  override write(values: backend_util.BackendValues, shape: number[], dtype: DataType): object {
    return this.#track(shape, dtype, values, false).dataId;
  }

  override refCount(dataId: object): number {
    return this.#storage.has(dataId) ? this.#storage.peek(dataId).refCount : 0;
  }

  override incRef(dataId: object): void {
    this.#storage.peek(dataId).refCount++;
  }

  override decRef(dataId: object): void {
    if (this.#storage.has(dataId)) this.#storage.peek(dataId).refCount--;
  }

  /** The values of a tensor. Those of this backend's own are copied, so that a caller may keep them. */
  override readSync(dataId: object): backend_util.BackendValues {
    const { dtype, own, values } = this.#storage.peek(dataId);
    if (!own) return super.readSync(dataId);
    return util.convertBackendValuesAndArrayBuffer(numericValues(values)?.slice() ?? [], dtype);
  }

  override disposeData(dataId: object, force = false): boolean {
    if (!this.#storage.has(dataId)) return true;
    const entry = this.#storage.peek(dataId);
    entry.refCount--;
    if (!force && entry.refCount > 0) return false;
    this.#release(dataId, entry);
    return true;
  }

  #release(dataId: object, { complexTensorInfos, own, values }: TensorEntry): void {
    if (complexTensorInfos !== undefined) {
      this.disposeData(complexTensorInfos.real.dataId, true);
      this.disposeData(complexTensorInfos.imag.dataId, true);
    }
    this.#storage.delete(dataId);
    if (own) this.#recycle(values);
  }

  #recycle(values: backend_util.BackendValues | undefined): void {
    if (ArrayBuffer.isView(values) && values.buffer instanceof ArrayBuffer) this.pool.give(values.buffer);
  }

  override dispose(): void {
    this.pool.clear();
  }
}

function numericValues(
  values: backend_util.BackendValues | undefined,
): Float32Array | Int32Array | Uint8Array | undefined {
  if (values instanceof Float32Array || values instanceof Int32Array || values instanceof Uint8Array) return values;
  // Some of tfjs's kernels make empty tensors from `[]`.
  return Array.isArray(values) && values.length === 0 ? new Float32Array(0) : undefined;
}
