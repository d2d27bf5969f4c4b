/** Whether the lowest value of an evaluation is the best: of losses and errors, by the end of their names. */
export function lowerIsBetter(name: string): boolean {
  return /(?:loss|error)$/i.test(name);
}
