import { setFlagsFromString } from 'node:v8';
import { vectorLanes } from './assembler/lanes.js';
import { ModuleBuilder } from './assembler/module-builder.js';
import { defineAdam } from './functions/adam.js';
import { defineDropout } from './functions/dropout.js';
import { defineGelu } from './functions/gelu.js';
import { defineLayerNorm } from './functions/layer-norm.js';
import { defineMatrixProduct } from './functions/matrix-product.js';
import { defineRows } from './functions/rows.js';
import { defineSoftmax } from './functions/softmax.js';
import { webAssembly, type Memory } from './web-assembly.js';

/** The functions of the module by name; addresses, counts and strides are integers, see where each is defined. */
export type SimdFunctions = Readonly<Record<string, (...given: number[]) => number>>;

/** Our WebAssembly functions over a memory. */
export interface SimdModule {
  readonly functions: SimdFunctions;
  /** Rows of a tile of the matrix product: the panels of left operands are this wide. */
  readonly tileRows: number;
  /** Whether products and sums are rounded once. */
  readonly fused: boolean;
}

/** Compiles the kernels for this engine. */
export function compileSimdModule(memory: Memory, fused: boolean = hasFusedMultiplyAdd()): SimdModule {
  const lanes = vectorLanes(fused);
  const tileRows = fused ? 6 : 4;
  const module = new ModuleBuilder();
  defineMatrixProduct(module, lanes, tileRows);
  defineGelu(module, lanes);
  defineLayerNorm(module, lanes);
  defineDropout(module, lanes);
  defineSoftmax(module, lanes);
  defineRows(module, lanes);
  defineAdam(module, lanes);
  const instance = new webAssembly.Instance(new webAssembly.Module(module.assemble()), { tfjs: { memory } });
  return { functions: instance.exports as SimdFunctions, tileRows, fused };
}

/** Whether the engine runs 128-bit vector instructions at all. */
export function hasSimd(): boolean {
  const module = new ModuleBuilder();
  module.define('zero', [], (f) => void f.local(vectorLanes(false).constant(0)));
  return webAssembly.validate(module.assemble());
}

/** Whether the engine has relaxed SIMD's multiply-add: V8 11.4 (Node 21) on. V8 11.3, of Node 20, has it finished behind a flag. */
export function hasFusedMultiplyAdd(): boolean {
  if (validatesFused()) return true;
  if (!/^11\.[1-3]\./.test(process.versions.v8)) return false;
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  return validatesFused();
}

function validatesFused(): boolean {
  const module = new ModuleBuilder();
  const lanes = vectorLanes(true);
  const zero = lanes.constant(0);
  module.define('zero', [], (f) => void f.local(lanes.multiplyAdd(zero, zero, zero)));
  return webAssembly.validate(module.assemble());
}
