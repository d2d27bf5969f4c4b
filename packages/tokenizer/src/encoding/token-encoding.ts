import type { Encoding, Vocabulary } from '@cloze/contracts';

/** A stretch of equal tokens of an encoding: of one side (0, 1), added by the template (-1), or padding (-2). */
export interface Run {
  readonly side: number;
  readonly typeId: number;
  readonly length: number;
}

export const SPECIAL_RUN = -1;
export const PADDING_RUN = -2;

/**
 * An {@link Encoding}. Ids, offsets and word ids share one buffer; all else follows from the few runs that the encoding consists of, and
 * is made when first read.
 */
export class TokenEncoding implements Encoding {
  readonly ids: Int32Array;
  readonly offsets: Int32Array;
  readonly wordIds: Int32Array;
  private lazyTypeIds: Int32Array | undefined;
  private lazySequenceIds: Int8Array | undefined;
  private lazySpecialTokensMask: Uint8Array | undefined;
  private lazyAttentionMask: Uint8Array | undefined;
  private lazyTokens: readonly string[] | undefined;

  /**
   * @param data [tokens * 4]: ids, then offsets, then word ids
   * @param overflowing the windows after this one
   */
  constructor(
    data: Int32Array,
    private readonly runs: readonly Run[],
    private readonly vocabulary: Vocabulary,
    readonly overflowing: readonly Encoding[],
  ) {
    const length = data.length >> 2;
    this.ids = data.subarray(0, length);
    this.offsets = data.subarray(length, length * 3);
    this.wordIds = data.subarray(length * 3);
  }

  get typeIds(): Int32Array {
    return (this.lazyTypeIds ??= this.fill(new Int32Array(this.ids.length), ({ typeId }) => typeId));
  }

  get sequenceIds(): Int8Array {
    return (this.lazySequenceIds ??= this.fill(new Int8Array(this.ids.length), ({ side }) => Math.max(side, -1)));
  }

  get specialTokensMask(): Uint8Array {
    const fill = () => this.fill(new Uint8Array(this.ids.length), ({ side }) => (side < 0 ? 1 : 0));
    return (this.lazySpecialTokensMask ??= fill());
  }

  get attentionMask(): Uint8Array {
    const fill = () => this.fill(new Uint8Array(this.ids.length), ({ side }) => (side === PADDING_RUN ? 0 : 1));
    return (this.lazyAttentionMask ??= fill());
  }

  get tokens(): readonly string[] {
    return (this.lazyTokens ??= Array.from(this.ids, (id) => this.vocabulary.token(id) ?? ''));
  }

  private fill<Values extends { fill(value: number, start: number, end: number): unknown }>(
    values: Values,
    valueOf: (run: Run) => number,
  ): Values {
    let at = 0;
    for (const run of this.runs) values.fill(valueOf(run), at, (at += run.length));
    return values;
  }
}
