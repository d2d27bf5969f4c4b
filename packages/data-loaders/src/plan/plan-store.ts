import { join } from 'node:path';
import { DataError, type Logger } from '@cloze/contracts';
import type { EpochPlan } from './epoch-plan.js';
import { loadPlan, savePlan } from './plan-file.js';

/** How a store comes by plans. */
export interface PlanStoreOptions {
  /** Folder that keeps the plans of a run; nothing is kept where left out. */
  readonly directory?: string;
  /** Digest of all that plans are made from. */
  readonly inputs: string;
  readonly logger: Logger;
  /** Makes the plan of an epoch. */
  make(epoch: number): Promise<EpochPlan>;
}

/** The plans of a run's epochs: read where they were kept, made and kept otherwise. */
export class PlanStore {
  readonly #options: PlanStoreOptions;
  readonly #plans = new Map<number, Promise<EpochPlan>>();

  constructor(options: PlanStoreOptions) {
    this.#options = options;
  }

  /** The plan of an epoch. Those of the two epochs asked for last stay in memory. */
  get(epoch: number): Promise<EpochPlan> {
    let plan = this.#plans.get(epoch);
    if (plan === undefined) {
      plan = this.#obtain(epoch);
      this.#plans.set(epoch, plan);
      // Whoever waits for the plan is told of a failure; one made ahead may have nobody waiting yet.
      plan.catch(() => {});
      for (const kept of this.#plans.keys()) if (this.#plans.size > 2 && kept !== epoch) this.#plans.delete(kept);
    }
    return plan;
  }

  /** Has the plan of an epoch made, for when it is asked for. */
  prepare(epoch: number): void {
    void this.get(epoch);
  }

  async #obtain(epoch: number): Promise<EpochPlan> {
    const { directory, inputs, logger, make } = this.#options;
    if (directory === undefined) return make(epoch);
    const path = join(directory, `epoch-${String(epoch).padStart(5, '0')}.plan`);
    const stored = await loadPlan(path).catch((cause: Error) => {
      throw unusable(path, cause);
    });
    if (stored.state === 'read') {
      if (stored.inputs === inputs && stored.plan.epoch === epoch) return stored.plan;
      throw new DataError({
        what: `The plan kept for epoch ${epoch} was made from other text or other settings`,
        where: path,
        received: `inputs ${inputs.slice(0, 12)}`,
        allowed: `inputs ${stored.inputs.slice(0, 12)}, those of the run so far`,
        fix: 'go on with the files, tokenizer, seed and sampler of the run, or start a new run in another folder',
      });
    }
    if (stored.state === 'damaged') logger.warn(`The plan ${path} is damaged and is made again.`);
    const plan = await make(epoch);
    await savePlan(path, plan, inputs).catch((cause: Error) => {
      throw unusable(path, cause);
    });
    return plan;
  }
}

function unusable(path: string, cause: Error): DataError {
  const what = 'Cannot keep the plan of an epoch with its run';
  const fix = 'free space, or make the folder readable and writable';
  return new DataError({ what, where: path, received: cause.message, fix }, { cause });
}
