import { averagedScores, type AveragedScores } from '../averages/averaged-scores.js';
import { countMatches } from '../averages/count-matches.js';
import { readEntities } from './read-entities.js';
import { readStrictEntities, type TagScheme } from './read-strict-entities.js';

/**
 * Precision, recall and F1 of entities: one is right where type, first and last word are. Equal to seqeval, by default to its
 * default mode (and conlleval); with a scheme to its strict mode.
 * @param gold tags of each sequence
 * @param predicted tags of each sequence, as many
 * @param scheme reads entities strictly by this scheme
 * @throws DataError for a tag that the scheme does not have
 */
export function entityScores(
  gold: readonly (readonly string[])[],
  predicted: readonly (readonly string[])[],
  scheme?: TagScheme,
): AveragedScores {
  const entities = (tags: readonly string[]) =>
    (scheme === undefined ? readEntities(tags) : readStrictEntities(tags, scheme)).map(({ type, start, end }) => ({
      type,
      key: `${start} ${end}`,
    }));
  return averagedScores(
    countMatches(gold.map((tags, i) => ({ gold: entities(tags), predicted: entities(predicted[i]) }))),
  );
}
