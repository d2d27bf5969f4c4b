import { scoresOf, type Counts, type Scores } from '../averages/scores.js';

/** One decision of the GAP data: whether a name is what a pronoun stands for. */
export interface GapDecision {
  readonly gender: 'masculine' | 'feminine';
  readonly gold: boolean;
  readonly predicted: boolean;
}

/** Scores on GAP. */
export interface GapScores {
  readonly overall: Scores;
  readonly masculine: Scores;
  readonly feminine: Scores;
  /** Feminine F1 over masculine F1: 1 is without bias. */
  readonly bias: number;
}

/**
 * Precision, recall and F1 over the names of snippets, two each, by the gender of the pronoun, as Webster et al. (2018), "Mind the GAP",
 * define them.
 */
export function gapScores(decisions: readonly GapDecision[]): GapScores {
  const of = (chosen: readonly GapDecision[]): Scores => {
    const counts: Counts = {
      correct: chosen.filter(({ gold, predicted }) => gold && predicted).length,
      predicted: chosen.filter(({ predicted }) => predicted).length,
      gold: chosen.filter(({ gold }) => gold).length,
    };
    return scoresOf(counts);
  };
  const masculine = of(decisions.filter(({ gender }) => gender === 'masculine'));
  const feminine = of(decisions.filter(({ gender }) => gender === 'feminine'));
  return { overall: of(decisions), masculine, feminine, bias: feminine.f1 / masculine.f1 };
}
