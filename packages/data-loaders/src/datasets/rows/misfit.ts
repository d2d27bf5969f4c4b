/** Why a value is no record: what is wrong, where within it, and what would be right. */
export interface Misfit {
  readonly what: string;
  /** Keys and indices from the record down to the value. */
  readonly path: readonly (string | number)[];
  readonly received: string;
  readonly allowed?: string;
  readonly fix?: string;
}

/** Thrown while a record is made of a value, and turned into an error that names file, line and column by whoever knows them. */
export class MisfitError extends Error {
  constructor(readonly misfit: Misfit) {
    super(misfit.what);
  }
}

/** A value as messages show it: JSON, shortened. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
