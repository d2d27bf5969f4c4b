/** Lets signals and timers in, which a loop that never waits for anything would keep out. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
