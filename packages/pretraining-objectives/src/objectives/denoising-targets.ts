import { startsOf, TokenAction, type Example } from '@cloze/contracts';
import { restoredOrigins } from './restored-origins.js';

/** The largest number of missing tokens that is told apart; more count as this many. */
export const MOST_MISSING = 5;

/** Rows of a batch and what is true of each. */
export interface RowLabels {
  readonly rows: Int32Array; // [targets]
  readonly labels: Int32Array; // [targets]
}

/** What is wrong with the examples of a batch. */
export interface DenoisingTargets {
  /** Masked, replaced, kept and moved tokens: the token that belongs there. */
  readonly tokens: RowLabels;
  /** Tokens with a neighbour to their right: how many tokens are missing between the two, 0 to 5. */
  readonly missing: RowLabels;
  /** Those of them where some are missing: the first one. */
  readonly first: RowLabels;
  /** Tokens of text: 1 where inserted. */
  readonly inserted: RowLabels;
}

/** Compares corrupted views with their originals. Neighbours are the nearest tokens that were not inserted, in the same packed part. */
export function denoisingTargets(examples: readonly Example[]): DenoisingTargets {
  const starts = startsOf(examples.map(({ corrupted }) => corrupted));
  const [tokens, missing, first, inserted] = Array.from({ length: 4 }, () => new RowCollector());
  examples.forEach(({ original, corrupted }, example) => {
    const start = starts[example];
    const { actions, special, partStarts } = corrupted;
    const { places, origins } = restoredOrigins(corrupted);
    let part = 0;
    places.forEach((place, i) => {
      while (partStarts[part + 1] <= place) part += 1;
      const action = actions[place];
      if (action !== TokenAction.none) tokens.add(start + place, original.inputIds[origins[i]]);
      if (i + 1 === places.length || places[i + 1] >= partStarts[part + 1]) return;
      const gap = origins[i + 1] - origins[i] - 1;
      missing.add(start + place, Math.min(MOST_MISSING, gap));
      if (gap > 0) first.add(start + place, original.inputIds[origins[i] + 1]);
    });
    actions.forEach((action, i) => {
      if (special[i] === 0) inserted.add(start + i, +(action === TokenAction.inserted));
    });
  });
  return { tokens: tokens.done(), missing: missing.done(), first: first.done(), inserted: inserted.done() };
}

class RowCollector {
  readonly #rows: number[] = [];
  readonly #labels: number[] = [];

  add(row: number, label: number): void {
    this.#rows.push(row);
    this.#labels.push(label);
  }

  done(): RowLabels {
    return { rows: Int32Array.from(this.#rows), labels: Int32Array.from(this.#labels) };
  }
}
