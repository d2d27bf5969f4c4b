import { UsageError, type BatchPosition } from '@cloze/contracts';
import { batchCount, type EpochPlan } from '../plan/epoch-plan.js';

/** A batch to be made. */
export interface PlannedBatch extends BatchPosition {
  readonly plan: EpochPlan;
}

/** Walks over the batches of one epoch after the other; the plan of an epoch may take a while. */
export class BatchCursor {
  readonly #getPlan: (epoch: number) => Promise<EpochPlan>;
  #position: BatchPosition;
  #plan: EpochPlan | undefined;
  #failure: { readonly error: unknown } | undefined;
  #pending: Promise<void>;

  constructor(from: BatchPosition, getPlan: (epoch: number) => Promise<EpochPlan>) {
    this.#getPlan = getPlan;
    this.#position = from;
    this.#pending = this.#load();
  }

  /** Resolves once {@link next} has an answer, and rejects where the epoch cannot be planned. */
  async ready(): Promise<void> {
    while (this.#plan === undefined && this.#failure === undefined) await this.#pending;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  /** The next batch; undefined while its epoch's plan is not there yet. */
  next(): PlannedBatch | undefined {
    if (this.#plan === undefined) return undefined;
    const here = { ...this.#position, plan: this.#plan };
    this.#advance(here.index + 1, here.ordinal + 1);
    return here;
  }

  #advance(index: number, ordinal: number): void {
    const { epoch } = this.#position;
    if (this.#plan === undefined || index < batchCount(this.#plan)) {
      this.#position = { epoch, index, ordinal };
      return;
    }
    this.#plan = undefined;
    this.#position = { epoch: epoch + 1, index: 0, ordinal };
    this.#pending = this.#load();
  }

  async #load(): Promise<void> {
    const { epoch, index, ordinal } = this.#position;
    try {
      const plan = await this.#getPlan(epoch);
      if (index > batchCount(plan)) throw beyond(this.#position, batchCount(plan));
      this.#plan = plan;
      // A run saved after the last batch of an epoch goes on with the first of the next.
      if (index === batchCount(plan)) this.#advance(index, ordinal);
    } catch (error) {
      this.#failure = { error };
    }
  }
}

function beyond({ epoch, index }: BatchPosition, batches: number): UsageError {
  return new UsageError({
    what: 'Batches were asked for from a place that the epoch does not have',
    received: `batch ${index} of epoch ${epoch}`,
    allowed: `0 to ${batches}`,
    fix: 'resume with the data, sampler and batch size of the run',
  });
}
