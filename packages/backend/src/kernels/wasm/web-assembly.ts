/** A memory that several modules may share. */
export interface Memory {
  readonly buffer: ArrayBuffer;
}

interface Instance {
  readonly exports: unknown;
}

/** The part of the JavaScript interface to WebAssembly that kernels use; TypeScript has it only among the types of browsers. */
interface Engine {
  readonly Memory: new (limits: { readonly initial: number }) => Memory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, Memory>>>>,
  ) => Instance;
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
}

/** The engine's own WebAssembly. */
export const webAssembly: Engine = (globalThis as typeof globalThis & { WebAssembly: Engine }).WebAssembly;
