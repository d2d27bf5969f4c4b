/** What a corruption did to a token. */
export const TokenAction = {
  /** Left alone and not a target. */
  none: 0,
  /** A target replaced by `[MASK]`. */
  masked: 1,
  /** A target replaced by another token. */
  replaced: 2,
  /** A target left as it was. */
  kept: 3,
  /** Moved from another position. */
  moved: 4,
  /** Has no original: it was inserted. */
  inserted: 5,
} as const;

/** One of {@link TokenAction}'s codes. */
export type TokenActionCode = (typeof TokenAction)[keyof typeof TokenAction];

/**
 * One example as the encoder sees it, original or corrupted. Corruptions never change a view: they return a new one.
 * All `[tokens]` arrays include special tokens.
 */
export interface View {
  readonly inputIds: Int32Array; // [tokens]
  readonly segmentIds: Int32Array; // [tokens]
  readonly positionIds: Int32Array; // [tokens]
  /** 1 at special tokens, which no corruption touches. */
  readonly special: Uint8Array; // [tokens]
  /** 1 at the first subword of a word; 0 at special tokens. */
  readonly wordStarts: Uint8Array; // [tokens]
  /** First token of each packed part, then the number of tokens: attention stays within a part. */
  readonly partStarts: Int32Array; // [parts + 1]
  /** The position each token had in the original, -1 for inserted ones. */
  readonly origins: Int32Array; // [tokens]
  /** A {@link TokenAction} code a token. */
  readonly actions: Uint8Array; // [tokens]
  /** Start and end (exclusive) of each corrupted span, in this view's positions, ascending. Empty without spans. */
  readonly spans: Int32Array; // [spans * 2]
}

/** One training example: as sampled, and after the chain of corruptions. */
export interface Example {
  /** With `index`, what draws for this example are keyed by. */
  readonly epoch: number;
  /** Index in the epoch's plan. */
  readonly index: number;
  readonly original: View;
  readonly corrupted: View;
  /** Labels of the whole example that the sampler knows, such as `nextSentenceLabel`. */
  readonly labels: Readonly<Record<string, number>>;
}

/** The name of one of an example's views. */
export type ViewName = 'original' | 'corrupted';

/** A view with nothing corrupted: origins 0, 1, 2, …, no actions, no spans. */
export function untouchedView(
  parts: Pick<View, 'inputIds' | 'segmentIds' | 'special' | 'wordStarts'> &
    Partial<Pick<View, 'positionIds' | 'partStarts'>>,
): View {
  const length = parts.inputIds.length;
  return {
    inputIds: parts.inputIds,
    segmentIds: parts.segmentIds,
    special: parts.special,
    wordStarts: parts.wordStarts,
    positionIds: parts.positionIds ?? Int32Array.from({ length }, (_, i) => i),
    partStarts: parts.partStarts ?? Int32Array.of(0, length),
    origins: Int32Array.from({ length }, (_, i) => i),
    actions: new Uint8Array(length),
    spans: new Int32Array(0),
  };
}
