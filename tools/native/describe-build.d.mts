/** How cargo's process ended. */
interface EndedProcess {
  readonly error?: Error;
  readonly status: number | null;
}

export const LIMIT_MINUTES: number;
export function failureOf(ended: EndedProcess): string | undefined;
export function slownessOf(milliseconds: number): string | undefined;
