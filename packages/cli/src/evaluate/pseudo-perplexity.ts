import { gatherRows, softmaxCrossEntropy } from '@cloze/backend';
import { concatenateViews, type Example, type View, type Vocabulary } from '@cloze/contracts';
import { inference, toEncoderInput, type Encoder, type Objective } from '@cloze/contracts/tensor';
import { tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { Measure } from './measure.js';
import { measureOf } from './measure-of.js';
import { perplexityOf } from './perplexity-of.js';
import { ratioOf } from './ratio.js';

/** What fills masks. */
export interface MaskedModel {
  readonly encoder: Pick<Encoder, 'encode'>;
  readonly predict: NonNullable<Objective['predict']>;
  readonly vocabulary: Vocabulary;
}

/** Tokens of the copies of an example that are encoded together. */
const TOKENS_A_RUN = 4096;

/**
 * Pseudo-perplexity (Salazar et al., 2020, "Masked language model scoring"): each token of each text is masked in turn, all others in
 * sight, and the exponential of the mean negative log-probability of the right tokens is taken. Special tokens and `[UNK]`, which no
 * corruption masks, are read but not named.
 * @param counts how often each token occurs in the whole text, which the best constant prediction knows: the few tokens of a sample would
 * be guessed too well by their own frequencies
 * @param report called after each example
 * @returns its accuracy, and its loss as a perplexity; nothing for texts without a token
 */
export function pseudoPerplexity(
  model: MaskedModel,
  objective: string,
  examples: readonly Example[],
  counts: ArrayLike<number>, // [vocabulary]
  report?: (done: number) => void,
): Measure[] {
  const scores = examples.map(({ original }, i) => {
    const score = scoreText(model, original);
    report?.(i + 1);
    return score;
  });
  const weights = scores.map(({ ids }) => ids.length);
  if (weights.every((weight) => weight === 0)) return [];
  const constant = frequencyGuess(model.vocabulary, counts, scores);
  const of = (name: string, sums: readonly number[], best: readonly number[], better: 'lower' | 'higher') =>
    measureOf({ objective, name, weights, better }, ratioOf(sums, weights), ratioOf(best, weights));
  const loss = of(
    'pseudo loss',
    scores.map(({ loss }) => loss),
    constant.losses,
    'lower',
  );
  const accuracy = of(
    'pseudo accuracy',
    scores.map(({ correct }) => correct),
    constant.correct,
    'higher',
  );
  return [loss, { ...perplexityOf(loss), name: 'pseudo-perplexity' }, accuracy];
}

/** Sums over the tokens of a text that are named. */
interface TextScore {
  readonly ids: readonly number[];
  readonly loss: number;
  readonly correct: number;
}

function scoreText({ encoder, predict, vocabulary }: MaskedModel, view: View): TextScore {
  const { mask, unknown } = vocabulary.special;
  const places = [...view.inputIds.keys()].filter((i) => view.special[i] === 0 && view.inputIds[i] !== unknown);
  const ids = places.map((place) => view.inputIds[place]);
  const { length } = view.inputIds;
  const copies = Math.max(1, Math.floor(TOKENS_A_RUN / length));
  let [loss, correct] = [0, 0];
  for (let start = 0; start < places.length; start += copies) {
    const some = places.slice(start, start + copies);
    const views = some.map((place) => {
      const inputIds = view.inputIds.slice();
      inputIds[place] = mask;
      return { ...view, inputIds };
    });
    tidy(() => {
      const { hidden } = encoder.encode(toEncoderInput(concatenateViews(views)), { mode: inference });
      const rows = tensor1d(
        some.map((place, i) => i * length + place),
        'int32',
      );
      const labels = tensor1d(
        some.map((place) => view.inputIds[place]),
        'int32',
      );
      const result = softmaxCrossEntropy(predict(gatherRows(hidden, rows)), labels);
      loss += result.lossSum.dataSync()[0];
      correct += result.correct.dataSync()[0];
    });
  }
  return { ids, loss, correct };
}

/** What guessing by frequency reaches on each text. */
function frequencyGuess(vocabulary: Vocabulary, counts: ArrayLike<number>, scores: readonly TextScore[]) {
  const named = Array.from(counts, (count, id) => (isNamed(vocabulary, id) ? count : 0));
  const total = named.reduce((sum, count) => sum + count, 0);
  const best = named.reduce((top, count, id) => (count > named[top] ? id : top), 0);
  return {
    losses: scores.map(({ ids }) => ids.reduce((sum, id) => sum - Math.log(named[id] / total), 0)),
    correct: scores.map(({ ids }) => ids.filter((id) => id === best).length),
  };
}

function isNamed(vocabulary: Vocabulary, id: number): boolean {
  return !vocabulary.isSpecial(id) && id !== vocabulary.special.unknown;
}
