import { FunctionBuilder } from './function-builder.js';
import { unsigned, type ValueType } from './value.js';

/** A function of a module, for calls from others. */
export interface FunctionReference {
  readonly index: number;
  readonly result: ValueType | undefined;
}

/**
 * Writes a WebAssembly module in the binary format: functions over a memory that is not theirs. Kernels are small loops, so this needs no
 * toolchain where cloze is installed or built, and no binary in the repository.
 */
export class ModuleBuilder {
  readonly #functions: { name: string; builder: FunctionBuilder }[] = [];

  /** Adds an exported function. */
  define(
    name: string,
    parameters: readonly ValueType[],
    build: (f: FunctionBuilder) => void,
    result?: ValueType,
  ): FunctionReference {
    const builder = new FunctionBuilder(parameters, result);
    build(builder);
    this.#functions.push({ name, builder });
    return { index: this.#functions.length - 1, result };
  }

  /** The module; it imports its memory as `tfjs.memory`. */
  assemble(): Uint8Array<ArrayBuffer> {
    const built = this.#functions;
    return Uint8Array.from([
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      ...section(1, vector(built.map(({ builder }) => builder.signature()))),
      ...section(2, vector([[...text('tfjs'), ...text('memory'), 0x02, 0x00, 0x00]])),
      ...section(3, vector(built.map((_, index) => unsigned(index)))),
      ...section(7, vector(built.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]))),
      ...section(10, vector(built.map(({ builder }) => builder.body()))),
    ]);
  }
}

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function vector(items: readonly number[][]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function text(value: string): number[] {
  const bytes = [...new TextEncoder().encode(value)];
  return [...unsigned(bytes.length), ...bytes];
}
