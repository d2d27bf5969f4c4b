const MARKER = Symbol.for('cloze.error');

/** The parts of an error message, in the order they are printed. */
export interface NativeErrorParts {
  /** What failed, one sentence without a full stop. */
  readonly what: string;
  readonly where?: string;
  readonly received?: string;
  readonly allowed?: string;
  readonly fix?: string;
}

/**
 * An error of the native backend that a user can act on. It carries the `Symbol.for('cloze.error')` marker and the code
 * `CLOZE_BACKEND`, so tools recognise it without importing this package.
 */
export class NativeBackendError extends Error {
  readonly code = 'CLOZE_BACKEND';
  readonly parts: NativeErrorParts;

  constructor(parts: NativeErrorParts, options?: ErrorOptions) {
    const { what, ...rest } = parts;
    const lines = Object.entries(rest).map(([name, text]) => `  ${name}: ${text}`);
    super([what, ...lines].join('\n'), options);
    this.name = 'NativeBackendError';
    this.parts = parts;
    Object.defineProperty(this, MARKER, { value: true });
  }
}
