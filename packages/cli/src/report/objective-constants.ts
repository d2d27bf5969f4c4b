import type { Targets } from '@cloze/contracts';
import { weightsByTerm } from '@cloze/trainer';
import type { ParsedRun } from '../config/parse-run.js';
import { constantGuess, countAnswers, type AnswerCounts } from '../evaluate/constant-guess.js';
import { constantAt, type Constant, type Constants } from './constants.js';

/** Collects what is known on the host of an objective's targets, for the best constant prediction at them. */
export class ObjectiveConstants {
  readonly #objective: Pick<ParsedRun['objectives'][number], 'id' | 'plugin' | 'options'>;
  readonly #detections: readonly string[];
  /** By term, or by what an entry of the report begins with. */
  readonly #answers = new Map<string, Map<number, number>>();
  /** Targets of each term. */
  readonly #targets = new Map<string, number>();
  /** For each term, the detections that have been over the very same targets so far. */
  readonly #alike = new Map<string, readonly string[]>();

  /** @param detections what the counts of its detections begin with, such as `replaced` */
  constructor(
    objective: Pick<ParsedRun['objectives'][number], 'id' | 'plugin' | 'options'>,
    detections: readonly string[],
  ) {
    this.#objective = objective;
    this.#detections = detections;
  }

  /** Adds the targets of a batch. */
  add(targets: Targets): void {
    for (const [stem, classes] of Object.entries(this.#objective.plugin.answers?.(targets) ?? {})) {
      const counts = this.#answers.get(stem) ?? new Map<number, number>();
      this.#answers.set(stem, counts);
      for (const [answer, count] of countAnswers(classes)) counts.set(answer, (counts.get(answer) ?? 0) + count);
    }
    const weights = weightsByTerm(targets.weight);
    for (const [term, weight] of Object.entries(weights)) {
      this.#targets.set(term, (this.#targets.get(term) ?? 0) + weight);
      const alike = this.#alike.get(term) ?? this.#detections;
      const over = (detection: string) => targets.reportWeights?.[`${detection}Actual`] ?? weights[''];
      this.#alike.set(
        term,
        alike.filter((detection) => over(detection) === weight),
      );
    }
  }

  /**
   * By the names of metrics: `mlm.loss` and `mlm.accuracy`, `rtd.generator.loss` and `rtd.generatorAccuracy`, `mlm.maskedLoss` and
   * `mlm.maskedAccuracy`, `rtd.replacedF1`, and of several terms also their weighted sum, `rtd.loss`.
   */
  constants(): Constants {
    const terms = [...this.#targets].flatMap(([term, targets]) => (targets > 0 ? [term] : []));
    const own = Object.fromEntries([
      ...[...this.#answers].flatMap(([stem, answers]) => this.#ofAnswers(stem, answers)),
      ...terms.flatMap((term) => (this.#answers.has(term) ? [] : this.#ofDetection(term))),
      ...this.#detections.map((detection): [string, Constant] => [
        this.#named(`${detection}F1`),
        (values) => mapped(values[this.#named(`${detection}Actual`)], everythingFound),
      ]),
    ]);
    return { ...own, ...this.#sumOf(terms, own) };
  }

  #ofAnswers(stem: string, answers: AnswerCounts): [string, Constant][] {
    if (answers.size === 0) return [];
    const { loss, accuracy } = scoresOf(answers);
    return [
      [this.#lossOf(stem), loss],
      [this.#accuracyOf(stem), accuracy],
    ];
  }

  /** Of a term whose answers only the model's own samples give: a detection over the same targets counts them. */
  #ofDetection(term: string): [string, Constant][] {
    const detection = this.#alike.get(term)?.find((name) => !this.#targets.has(name));
    if (detection === undefined) return [];
    const made = (of: (scores: ReturnType<typeof scoresOf>) => number): Constant => {
      return (values) => mapped(values[this.#named(`${detection}Actual`)], (share) => of(scoresOf(toBeFound(share))));
    };
    return [
      [this.#lossOf(term), made(({ loss }) => loss)],
      [this.#accuracyOf(term), made(({ accuracy }) => accuracy)],
    ];
  }

  /** The loss of all terms together, where each has a constant. */
  #sumOf(terms: readonly string[], own: Constants): Constants {
    const { plugin, options } = this.#objective;
    const factors = plugin.termWeights?.(options);
    if (terms.length < 2 || !terms.every((term) => this.#lossOf(term) in own)) return {};
    return {
      [this.#lossOf('')]: (values) =>
        terms.reduce<number | undefined>((sum, term) => {
          const constant = constantAt(own, this.#lossOf(term), values);
          return sum === undefined || constant === undefined ? undefined : sum + (factors?.[term] ?? 1) * constant;
        }, 0),
    };
  }

  #lossOf(stem: string): string {
    if (stem === '') return this.#named('loss');
    return this.#named(this.#targets.has(stem) ? `${stem}.loss` : `${stem}Loss`);
  }

  #accuracyOf(stem: string): string {
    return this.#named(stem === '' ? 'accuracy' : `${stem}Accuracy`);
  }

  #named(entry: string): string {
    return `${this.#objective.id}.${entry}`;
  }
}

/** Mean loss and accuracy of the best constant prediction. */
function scoresOf(answers: AnswerCounts) {
  const total = [...answers.values()].reduce((sum, count) => sum + count, 0);
  const { losses, correct } = constantGuess([answers]);
  return { loss: losses[0] / total, accuracy: correct[0] / total };
}

/** Answers to whether a target is to be found, of which a share is. */
function toBeFound(share: number): AnswerCounts {
  return new Map([
    [1, share],
    [0, 1 - share],
  ]);
}

/** F1 of finding something everywhere: finding nothing has none. */
function everythingFound(share: number): number {
  return (2 * share) / (share + 1);
}

function mapped(value: number | undefined, change: (value: number) => number): number | undefined {
  return value === undefined ? undefined : change(value);
}
