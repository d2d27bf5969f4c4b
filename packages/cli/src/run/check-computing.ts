import { namedBackend, parsePrecision } from '@cloze/backend';

/** What a command says about how to compute. */
export interface ComputingFlags {
  readonly backend?: string;
  readonly precision?: string;
}

/**
 * Looks at names alone, before there is a folder of a run that could not start; whether a backend works is told when it is chosen.
 * @throws BackendError for an unknown backend or precision
 */
export function checkComputing({ backend, precision }: ComputingFlags): void {
  namedBackend(backend);
  if (precision !== undefined) parsePrecision(precision);
}
