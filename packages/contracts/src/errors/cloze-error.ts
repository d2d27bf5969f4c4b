const MARKER = Symbol.for('cloze.error');

/** The parts of an error message, in the order they are printed. */
export interface ErrorParts {
  /** What failed, one sentence without a full stop. */
  readonly what: string;
  /** File and line, option path or command-line flag. */
  readonly where?: string;
  /** What was found there. */
  readonly received?: string;
  /** What would have been accepted. */
  readonly allowed?: string;
  /** What to do now. */
  readonly fix?: string;
}

/**
 * An error that a user can act on: the message says what failed, where, what was received, what is allowed, and the fix.
 * Recognised across package copies by a `Symbol.for` marker, so use {@link ClozeError.is}, not `instanceof`.
 */
export class ClozeError extends Error {
  /** Stable and machine-readable, such as `CLOZE_CONFIG`. */
  readonly code: string;
  readonly parts: ErrorParts;

  constructor(code: string, parts: ErrorParts, options?: ErrorOptions) {
    super(formatParts(parts), options);
    this.name = new.target.name;
    this.code = code;
    this.parts = parts;
    Object.defineProperty(this, MARKER, { value: true });
  }

  /** True for every ClozeError, also one made by another copy of this package. */
  static is(value: unknown): value is ClozeError {
    return typeof value === 'object' && value !== null && MARKER in value;
  }
}

function formatParts({ what, where, received, allowed, fix }: ErrorParts): string {
  const lines = [what];
  if (where !== undefined) lines.push(`  where: ${where}`);
  if (received !== undefined) lines.push(`  received: ${received}`);
  if (allowed !== undefined) lines.push(`  allowed: ${allowed}`);
  if (fix !== undefined) lines.push(`  fix: ${fix}`);
  return lines.join('\n');
}
