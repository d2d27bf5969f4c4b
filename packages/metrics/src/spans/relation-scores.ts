import type { TextSpan } from '@cloze/contracts';
import { averagedScores, type AveragedScores } from '../averages/averaged-scores.js';
import { countMatches } from '../averages/count-matches.js';

/** The spans of a text and the relations between them, by index. */
export interface RelationGraph {
  readonly spans: readonly TextSpan[];
  readonly relations: readonly { readonly head: number; readonly tail: number; readonly label: string }[];
}

/**
 * Precision, recall and F1 of relations: one is right where its label is and both spans are, in direction. Strictly, spans must have
 * the right label too (Bekoulis et al., 2018); otherwise their ends suffice.
 * @param gold of each text
 * @param predicted of each text, as many
 */
export function relationScores(
  gold: readonly RelationGraph[],
  predicted: readonly RelationGraph[],
  strict = true,
): AveragedScores {
  const found = ({ spans, relations }: RelationGraph) =>
    relations.map(({ head, tail, label }) => ({
      type: label,
      key: JSON.stringify(
        [spans[head], spans[tail]].map((span) => [span.start, span.end, ...(strict ? [span.label] : [])]),
      ),
    }));
  return averagedScores(countMatches(gold.map((graph, i) => ({ gold: found(graph), predicted: found(predicted[i]) }))));
}
