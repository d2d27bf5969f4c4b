import { startsOf, TokenAction, type Example } from '@cloze/contracts';

/** Rows of a batch and the tokens to name there. */
export interface TokenTargets {
  readonly rows: Int32Array; // [targets]
  /** Ids of the original tokens. */
  readonly labels: Int32Array; // [targets]
}

/**
 * Targets at the positions of the corrupted views that have one of the given actions, example after example.
 */
export function tokenTargets(examples: readonly Example[], ...actions: readonly number[]): TokenTargets {
  const starts = startsOf(examples.map(({ corrupted }) => corrupted));
  const rows: number[] = [];
  const labels: number[] = [];
  examples.forEach(({ original, corrupted }, example) => {
    for (let i = 0; i < corrupted.actions.length; i += 1) {
      if (!actions.includes(corrupted.actions[i])) continue;
      rows.push(starts[example] + i);
      labels.push(original.inputIds[corrupted.origins[i]]);
    }
  });
  return { rows: Int32Array.from(rows), labels: Int32Array.from(labels) };
}

/** Actions that make a token a target. */
export const targetActions = [TokenAction.masked, TokenAction.replaced, TokenAction.kept] as const;
