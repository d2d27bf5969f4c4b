import { TokenAction, type View, type Vocabulary } from '@cloze/contracts';

/**
 * Positions that a corruption may touch: text that no corruption before it touched, so that chains compose. Special tokens are not
 * among them, nor `[UNK]`, which stands for no word in particular.
 */
export function candidatePositions(view: View, vocabulary: Vocabulary): Int32Array {
  const positions = new Int32Array(view.inputIds.length);
  let count = 0;
  for (let i = 0; i < positions.length; i += 1) if (isCandidate(view, i, vocabulary)) positions[count++] = i;
  return positions.slice(0, count);
}

/** Whether a corruption may touch the token at a position; see {@link candidatePositions}. */
export function isCandidate(view: View, position: number, vocabulary: Vocabulary): boolean {
  return (
    view.special[position] === 0 &&
    view.actions[position] === TokenAction.none &&
    !vocabulary.isSpecial(view.inputIds[position])
  );
}
