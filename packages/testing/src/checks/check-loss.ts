import * as tf from '@tensorflow/tfjs-core';
import { PluginError } from '@cloze/contracts';
import { inference, type Mode } from '@cloze/contracts/tensor';
import { lossTerms } from './loss-terms.js';
import { allExamples, lossOf, trainingMode, type LossTrial, type TrialBatch, type TrialModel } from './loss-trial.js';

/** Sums and report of a batch by name, read back. */
type Numbers = Readonly<Record<string, number>>;

/**
 * Every term and report entry is one finite number, dropout on and off.
 * @throws PluginError
 */
export function checkLossIsFinite(trial: LossTrial): void {
  withModel(trial, (model) => {
    const batch = trial.collate(allExamples(trial));
    for (const mode of [inference, trainingMode(trial)]) numbersOf(trial, model, batch, mode);
  });
}

/**
 * An example's sums do not depend on its neighbours: those of a batch are the sums over its examples alone, in any order.
 * @throws PluginError
 */
export function checkBatchInvariance(trial: LossTrial): void {
  withModel(trial, (model) => {
    const indices = allExamples(trial);
    const together = numbersOf(trial, model, trial.collate([...indices].reverse()), inference);
    const alone = indices.map((index) => numbersOf(trial, model, trial.collate([index]), inference));
    for (const [name, value] of Object.entries(together)) {
      const added = alone.reduce((total, numbers) => total + (numbers[name] ?? 0), 0);
      if (Math.abs(added - value) <= 1e-4 * (1 + Math.abs(value))) continue;
      throw new PluginError({
        what: `An example's part of "${name}" depends on its neighbours in the batch`,
        where: trial.where,
        received: `${value} for the batch, ${added} over its examples alone`,
        allowed: 'equal numbers',
        fix: 'return sums (the trainer divides by `weight`), shift positions by `exampleStarts`, and mix no rows across examples',
      });
    }
  });
}

/**
 * Two models built alike give the same bits, and so does one model asked twice.
 * @throws PluginError
 */
export function checkLossIsDeterministic(trial: LossTrial): void {
  const batch = trial.collate(allExamples(trial));
  const evaluate = () =>
    withModel(trial, (model) => [
      numbersOf(trial, model, batch, trainingMode(trial)),
      numbersOf(trial, model, batch, trainingMode(trial)),
    ]);
  const [first, ...others] = [...evaluate(), ...evaluate()].map((numbers) => JSON.stringify(numbers));
  const other = others.find((numbers) => numbers !== first);
  if (other === undefined) return;
  throw new PluginError({
    what: 'The same seed, step and batch gave two different losses',
    where: trial.where,
    received: `${first}, then ${other}`,
    allowed: 'equal bits',
    fix: 'draw only from `mode.dropoutKey(site)`, `services.random` or the targets, and keep no state between calls',
  });
}

/**
 * A batch without targets has sums of exactly 0 that are still connected to the encoder, so that a step may contain one.
 * @throws PluginError
 */
export function checkEmptyBatch(trial: LossTrial): void {
  const batch = trial.collateEmpty();
  const weights = typeof batch.targets.weight === 'number' ? { loss: batch.targets.weight } : batch.targets.weight;
  withModel(trial, (model) => {
    const numbers = numbersOf(trial, model, batch, inference);
    for (const [name, weight] of Object.entries(weights)) {
      if (weight > 0 || numbers[name] === 0) continue;
      throw new PluginError({
        what: `The term "${name}" is not 0 for a batch without targets`,
        where: trial.where,
        received: String(numbers[name]),
        allowed: '0',
      });
    }
  });
}

/** Runs with a model of the trial and frees it. */
export function withModel<T>(trial: LossTrial, run: (model: TrialModel) => T): T {
  const model = trial.build();
  try {
    return run(model);
  } finally {
    model.dispose();
  }
}

function numbersOf(trial: LossTrial, model: TrialModel, batch: TrialBatch, mode: Mode): Numbers {
  return tf.tidy(() => {
    const loss = lossOf(trial, model, batch, mode);
    const terms = lossTerms(loss, batch.targets, trial.termWeights, trial.where);
    const named = Object.fromEntries(terms.map(({ name, sum }) => [name, sum]));
    return Object.fromEntries(
      Object.entries({ ...named, ...loss.report }).map(([name, scalar]) => [name, finite(scalar, name, trial.where)]),
    );
  });
}

function finite(scalar: tf.Scalar, name: string, where: string): number {
  const value = scalar.dataSync()[0];
  if (scalar.size === 1 && scalar.rank === 0 && Number.isFinite(value)) return value;
  throw new PluginError({
    what: `"${name}" is not one finite number`,
    where,
    received: scalar.rank === 0 ? String(value) : `a tensor of shape [${scalar.shape.join(', ')}]`,
    allowed: 'a scalar: the sum over all targets',
  });
}
