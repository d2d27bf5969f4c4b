import type { ModelHead } from '../predict/head-runner.js';
import type { Task } from './tasks.js';

/** Windows whose targets are made at a time: few, as those of spans are large. */
const WINDOWS = 32;

/**
 * Makes the targets of every split once, so that what a head cannot learn from or be held against is told before the first step and not after
 * hours of training.
 * @throws whatever a head's targets throw, such as DataError naming file and line
 */
export function checkTargets(heads: readonly ModelHead[], tasks: readonly Task[]): void {
  tasks.forEach(({ train, validation, test }, i) => {
    for (const { windows } of [train, validation, ...(test ? [test] : [])])
      for (let at = 0; at < windows.length; at += WINDOWS) heads[i].collate(windows.slice(at, at + WINDOWS));
  });
}
