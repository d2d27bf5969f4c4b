/** Time as a service, so that tests and replays can set it. Milliseconds. */
export interface Clock {
  /** Since the epoch. */
  now(): number;
  /** Monotonic, from an arbitrary zero. */
  monotonic(): number;
}

/** The machine's clock. */
export const systemClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
