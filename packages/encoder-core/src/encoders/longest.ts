/** Tokens that an encoder without positions says it takes; it could take more. */
export const LONGEST = 1 << 20;
