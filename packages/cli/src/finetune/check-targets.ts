import { DataError, type Weights } from '@cloze/contracts';
import type { ModelHead } from '../predict/head-runner.js';
import type { EncodedSplit, Task } from './tasks.js';

/** Windows whose targets are made at a time: few, as those of spans are large. */
const WINDOWS = 32;

/**
 * Makes the targets of every split once, so that what a head cannot learn from or be held against is told before the first step and not after
 * hours of training.
 * @throws whatever a head's targets throw, such as DataError naming file and line; DataError for training data without any target
 */
export function checkTargets(
  heads: readonly Pick<ModelHead, 'collate'>[],
  tasks: readonly Pick<Task, 'head' | 'train' | 'validation' | 'test'>[],
): void {
  tasks.forEach(({ head, train, validation, test }, i) => {
    if (countTargets(heads[i], train) === 0) {
      throw new DataError({
        what: `No training record has anything for the head "${head.id}" to learn from`,
        where: head.data.train.where,
        received: `${train.records.length} records without a target`,
        fix: `look at a few of them with --dry-run: the files may be of another format than "${head.data.train.choice.use}" reads`,
      });
    }
    for (const split of [validation, ...(test ? [test] : [])]) countTargets(heads[i], split);
  });
}

function countTargets({ collate }: Pick<ModelHead, 'collate'>, { windows }: EncodedSplit): number {
  let count = 0;
  for (let at = 0; at < windows.length; at += WINDOWS) count += sumOf(collate(windows.slice(at, at + WINDOWS)).weight);
  return count;
}

function sumOf(weight: Weights): number {
  return typeof weight === 'number' ? weight : Object.values(weight).reduce((sum, own) => sum + own, 0);
}
