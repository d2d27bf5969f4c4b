/** Which elements are dropped: Threefry's numbers under a key, so that a gradient makes them again. */
export interface DropoutAttributes {
  /** From 0 to 1, rounded to a multiple of 2^-16. */
  rate: number;
  key0: number;
  key1: number;
}

/** Whether any element can be dropped: a rate below 2^-17 rounds to 0. */
export function drops({ rate }: DropoutAttributes): boolean {
  return Math.round(rate * 65536) > 0;
}
