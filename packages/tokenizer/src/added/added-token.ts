/** A token that is looked for in the text itself, before the model splits it into subwords. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Left out of decoded text; `[CLS]` and the like. */
  readonly special: boolean;
  /** Only match where no letter, digit or mark is right before or after. */
  readonly singleWord: boolean;
  /** Take the white space before (after) it along. */
  readonly stripLeft: boolean;
  readonly stripRight: boolean;
  /** Look for it in normalised text, and in normal form; special tokens are looked for in the original. */
  readonly normalized: boolean;
}
