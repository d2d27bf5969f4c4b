import { ClozeError, PluginError, type ErrorParts } from '@cloze/contracts';

/** An error as plain data: structured cloning keeps only the message and stack of an error, not its code and parts. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  readonly cloze?: { readonly code: string; readonly parts: ErrorParts };
}

/** An error as plain data, to be posted to another thread. */
export function toWire(error: unknown): WireError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  return ClozeError.is(error)
    ? { name, message, stack, cloze: { code: error.code, parts: { ...error.parts } } }
    : { name, message, stack };
}

/** The error of another thread: a ClozeError with its code and parts, and the stack it had there. */
export function fromWire(wire: WireError): ClozeError {
  if (wire.cloze === undefined) {
    const received = `${wire.name}: ${wire.message}`;
    const error = new PluginError({ what: 'A worker thread that makes batches failed', received });
    return Object.assign(error, { stack: wire.stack ?? error.stack });
  }
  const error = new ClozeError(wire.cloze.code, wire.cloze.parts);
  return Object.assign(error, { name: wire.name, stack: wire.stack ?? error.stack });
}
