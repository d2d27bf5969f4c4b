/**
 * Whether the lowest value of an evaluation is the best: of losses and errors, by the end of their names. What stands behind a slash is a
 * label, which may be named as it likes.
 */
export function lowerIsBetter(name: string): boolean {
  return /^[^/]*(?:loss|error)(?:\/|$)/i.test(name);
}
