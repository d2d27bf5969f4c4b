import * as tf from '@tensorflow/tfjs-core';
import { PluginError } from '@cloze/contracts';
import { sgd } from '../tiny/sgd.js';
import { checkGradients } from './check-gradients.js';
import { checkAllFreed, checkNoLeak } from './check-leaks.js';
import { withModel } from './check-loss.js';
import { lossTerms, weightedMean } from './loss-terms.js';
import { allExamples, lossOf, trainingMode, type LossTrial, type TrialBatch, type TrialModel } from './loss-trial.js';

/** Updates that a trial may take to learn its one batch. */
const STEPS = 200;
const LEARNING_RATE = 0.2;

/** @throws PluginError when a parameter's gradient is not the slope of the loss */
export function checkLossGradients(trial: LossTrial): void {
  const batch = trial.collate(allExamples(trial));
  withModel(trial, (model) =>
    checkGradients(() => objectiveValue(trial, model, batch), model.parameters, trial.random, trial.where),
  );
}

/** @throws PluginError when a loss, or building and disposing of the plugin, leaves tensors behind */
export function checkLossLeaks(trial: LossTrial): void {
  const batch = trial.collate(allExamples(trial));
  checkAllFreed(
    () => withModel(trial, (model) => checkNoLeak(() => void objectiveValue(trial, model, batch), trial.where)),
    trial.where,
  );
}

/**
 * Trains on one batch with SGD: what can be learnt by heart must be.
 * @param fallsTo largest share of the starting loss that may be left
 * @throws PluginError when the loss stays above
 */
export function checkLossFalls(trial: LossTrial, fallsTo: number): void {
  const batch = trial.collate(allExamples(trial));
  withModel(trial, (model) => {
    const optimizer = sgd.create(sgd.options.parse({}));
    const groups = [{ parameters: model.parameters, learningRateScale: 1, decay: false }];
    const variables = model.parameters.map(({ variable }) => variable);
    const losses: number[] = [];
    for (let step = 0; step < STEPS; step += 1) {
      const { value, grads } = tf.variableGrads(() => objectiveValue(trial, model, batch, step), variables);
      losses.push(value.dataSync()[0]);
      const named = model.parameters.flatMap(({ name, variable }) => {
        const gradient = grads[variable.name];
        return gradient ? [[name, gradient] as const] : [];
      });
      optimizer.step(groups, new Map(named), { learningRate: LEARNING_RATE, clipNorm: 1 });
      tf.dispose([value, grads]);
      if (losses[step] <= fallsTo * losses[0]) break;
    }
    optimizer.dispose();
    const [start, end] = [losses[0], losses[losses.length - 1]];
    if (end <= fallsTo * start) return;
    throw new PluginError({
      what: 'The loss does not fall on one batch',
      where: trial.where,
      received: `${start.toFixed(4)} at the start, ${end.toFixed(4)} after ${losses.length - 1} updates`,
      allowed: `at most ${(fallsTo * start).toFixed(4)}`,
      fix: 'check that targets belong to the rows they are compared with, and that gradients reach every parameter',
    });
  });
}

function objectiveValue(trial: LossTrial, model: TrialModel, batch: TrialBatch, step = 0): tf.Scalar {
  const loss = lossOf(trial, model, batch, trainingMode(trial, step));
  return weightedMean(lossTerms(loss, batch.targets, trial.termWeights, trial.where));
}
