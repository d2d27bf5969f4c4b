import { it } from 'vitest';
import {
  checkBatchInvariance,
  checkEmptyBatch,
  checkLossIsDeterministic,
  checkLossIsFinite,
} from '../checks/check-loss.js';
import { checkTargets } from '../checks/check-targets.js';
import { checkLossFalls, checkLossGradients, checkLossLeaks } from '../checks/check-training.js';
import type { LossTrial } from '../checks/loss-trial.js';

/** Registers the tests of anything with targets and a loss: objectives and heads. */
export function describeLoss(trial: () => LossTrial, fallsTo = 0.1): void {
  it('makes the same well-formed targets each time', () => checkTargets(trial()));
  it('has a finite loss', () => checkLossIsFinite(trial()));
  it('has the gradients that finite differences give', () => checkLossGradients(trial()));
  it('gives each example the same loss whatever its neighbours', () => checkBatchInvariance(trial()));
  it('copes with a batch without targets', () => checkEmptyBatch(trial()));
  it('repeats bit by bit from a seed', () => checkLossIsDeterministic(trial()));
  it('leaks no tensor', () => checkLossLeaks(trial()));
  it('learns one batch by heart', () => checkLossFalls(trial(), fallsTo));
}
