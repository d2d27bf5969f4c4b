import type { NamedArrays, ViewName, Vocabulary } from '@cloze/contracts';
import type { ShownTarget } from '@cloze/contracts/tensor';
import { int32Answers } from './int32-answers.js';

/** Where {@link shownTokens} finds targets, and what is said of them. */
export interface ShownTokens {
  /** Name of the array of rows, and of that of the tokens to be named there. */
  readonly rows: string;
  readonly labels: string;
  readonly view?: ViewName;
  readonly about?: string;
}

/** Targets that are tokens to be named, for people to see. */
export function shownTokens(
  arrays: NamedArrays,
  vocabulary: Vocabulary,
  { rows, labels, ...shown }: ShownTokens,
): ShownTarget[] {
  const tokens = int32Answers(arrays, labels);
  return Array.from(int32Answers(arrays, rows), (position, i) => ({
    ...shown,
    position,
    answer: vocabulary.token(tokens[i]) ?? `<${tokens[i]}>`,
  }));
}
