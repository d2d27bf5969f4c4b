import type { BatchTally } from './batch-tally.js';
import { constantGuess, type AnswerCounts } from './constant-guess.js';
import type { Measure } from './measure.js';
import { measureOf } from './measure-of.js';
import { perplexityOf } from './perplexity-of.js';
import { ratioOf, type Ratio } from './ratio.js';

/** An objective's batches, and what is known of it. */
export interface MeasuredObjective {
  readonly id: string;
  readonly batches: readonly BatchTally[];
  /** Whether it names the next token, so that its loss makes a perplexity. */
  readonly generates: boolean;
}

/**
 * Losses, accuracies and detections of an objective over batches, each beside the best constant prediction where the right answers are
 * known. Batches without a target count as clusters all the same.
 */
export function measuresOf({ id, batches, generates }: MeasuredObjective): Measure[] {
  const first = batches.find(({ losses }) => Object.keys(losses).length > 0);
  if (first === undefined) return [];
  const reader = new TallyReader(id, batches);
  const terms = Object.keys(first.losses);
  const stems = [...new Set([...terms, ...Object.keys(first.answers)])];
  const detections = stemsWith(Object.keys(first.reports), ['Found', 'Actual', 'Predicted']);
  const told = new Set(detections.flatMap((name) => [`${name}Found`, `${name}Actual`, `${name}Predicted`]));
  const measures = stems.flatMap((stem) => {
    const lossEntry = terms.includes(stem) ? undefined : entry(stem, 'loss');
    const accuracyEntry = entry(stem, 'accuracy');
    told.add(accuracyEntry);
    if (lossEntry !== undefined) told.add(lossEntry);
    const answers = reader.answers(
      stem,
      detections.filter((name) => !terms.includes(name)),
    );
    const [loss, accuracy] = [reader.loss(stem, lossEntry, answers), reader.accuracy(stem, accuracyEntry, answers)];
    return [...loss, ...(generates && stem === '' ? loss.map(perplexityOf) : []), ...accuracy];
  });
  const rest = Object.keys(first.reports).filter((name) => !told.has(name));
  return [
    ...measures,
    ...detections.flatMap((name) => reader.detection(name)),
    ...rest.flatMap((name) => reader.entry(name)),
  ];
}

/** `maskedLoss` for the stem `masked`; `accuracy` for the only loss. */
function entry(stem: string, name: string): string {
  return stem === '' ? name : stem + name[0].toUpperCase() + name.slice(1);
}

function stemsWith(names: readonly string[], endings: readonly string[]): string[] {
  const stems = names.flatMap((name) => (name.endsWith(endings[0]) ? [name.slice(0, -endings[0].length)] : []));
  return stems.filter((stem) => endings.every((ending) => names.includes(stem + ending)));
}

/** Reads numbers of all batches of an objective, and makes measures of them. */
class TallyReader {
  readonly #id: string;
  readonly #batches: readonly BatchTally[];

  constructor(id: string, batches: readonly BatchTally[]) {
    this.#id = id;
    this.#batches = batches;
  }

  loss(stem: string, reported: string | undefined, answers: readonly AnswerCounts[] | undefined): Measure[] {
    const model = reported === undefined ? this.#lossRatio(stem) : this.#reportRatio(reported);
    if (model === undefined) return [];
    const weights = this.#weights(stem, reported);
    const constant = answers && ratioOf(constantGuess(answers).losses, weights);
    return [measureOf({ objective: this.#id, name: named(stem, 'loss'), weights, better: 'lower' }, model, constant)];
  }

  accuracy(stem: string, reported: string, answers: readonly AnswerCounts[] | undefined): Measure[] {
    const model = this.#reportRatio(reported);
    if (model === undefined) return [];
    const weights = this.#reportWeights(reported);
    const constant = answers && ratioOf(constantGuess(answers).correct, weights);
    return [
      measureOf({ objective: this.#id, name: named(stem, 'accuracy'), weights, better: 'higher' }, model, constant),
    ];
  }

  /**
   * F1 of a detection, beside that of finding something everywhere: finding nothing has none. No measure where nothing was to be found, and
   * nothing was.
   */
  detection(stem: string): Measure[] {
    const [found, actual, predicted] = ['Found', 'Actual', 'Predicted'].map((ending) => this.#reports(stem + ending));
    const weights = this.#reportWeights(`${stem}Actual`);
    const twice = (values: readonly number[]) => values.map((value) => 2 * value);
    const model = ratioUnlessEmpty(twice(found), plus(actual, predicted));
    if (model === undefined) return [];
    const constant = ratioOf(twice(actual), plus(actual, weights));
    return [measureOf({ objective: this.#id, name: named(stem, 'F1'), weights, better: 'higher' }, model, constant)];
  }

  /** An entry of the report that follows no rule. */
  entry(name: string): Measure[] {
    const model = this.#reportRatio(name);
    if (model === undefined) return [];
    return [measureOf({ objective: this.#id, name, weights: this.#reportWeights(name), better: 'higher' }, model)];
  }

  /** The answers of a term: as told, or those of a detection that counts over the same targets. */
  answers(stem: string, detections: readonly string[]): readonly AnswerCounts[] | undefined {
    if (this.#batches.some(({ answers }) => stem in answers)) {
      return this.#batches.map(({ answers }) => answers[stem] ?? new Map());
    }
    const weights = this.#weights(stem, undefined);
    const same = detections.find((name) =>
      this.#reportWeights(`${name}Actual`).every((weight, i) => weight === weights[i]),
    );
    if (same === undefined) return undefined;
    return this.#reports(`${same}Actual`).map(
      (actual, i) =>
        new Map([
          [1, actual],
          [0, weights[i] - actual],
        ]),
    );
  }

  #lossRatio(term: string): Ratio | undefined {
    return ratioUnlessEmpty(
      this.#batches.map(({ losses }) => losses[term] ?? 0),
      this.#weights(term, undefined),
    );
  }

  #reportRatio(name: string): Ratio | undefined {
    return ratioUnlessEmpty(this.#reports(name), this.#reportWeights(name));
  }

  #reports(name: string): number[] {
    return this.#batches.map(({ reports }) => reports[name] ?? 0);
  }

  #reportWeights(name: string): number[] {
    return this.#batches.map(({ reports, reportWeights }) => (name in reports ? reportWeights[name] : 0));
  }

  #weights(term: string, reported: string | undefined): number[] {
    if (reported !== undefined) return this.#reportWeights(reported);
    return this.#batches.map(({ weights }) => weights[term] ?? 0);
  }
}

function named(stem: string, what: string): string {
  return stem === '' ? what : `${stem} ${what}`;
}

function plus(first: readonly number[], second: readonly number[]): number[] {
  return first.map((value, i) => value + second[i]);
}

function ratioUnlessEmpty(numerators: readonly number[], denominators: readonly number[]): Ratio | undefined {
  return denominators.some((weight) => weight > 0) ? ratioOf(numerators, denominators) : undefined;
}
