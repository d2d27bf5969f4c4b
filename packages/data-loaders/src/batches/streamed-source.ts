import { UsageError, type BatchArrays, type BatchPosition, type BatchSource } from '@cloze/contracts';
import { batchCount } from '../plan/epoch-plan.js';
import type { PlanStore } from '../plan/plan-store.js';
import { BatchCursor } from './batch-cursor.js';
import type { BatchProducer } from './batch-producer.js';

/** Batches of a producer by the plans of a store, asked for ahead of their use. */
export class StreamedSource implements BatchSource {
  readonly #producer: BatchProducer;
  readonly #plans: PlanStore;
  #streaming = false;

  constructor(producer: BatchProducer, plans: PlanStore) {
    this.#producer = producer;
    this.#plans = plans;
  }

  async batchesIn(epoch: number): Promise<number> {
    return batchCount(await this.#plans.get(epoch));
  }

  async *stream(from: BatchPosition, totalBatches: number): AsyncIterableIterator<BatchArrays> {
    if (this.#streaming) {
      throw new UsageError({
        what: 'A batch source gives one stream at a time',
        fix: 'end the one before, or make another source',
      });
    }
    this.#streaming = true;
    try {
      const cursor = new BatchCursor(from, (epoch) => this.#plans.get(epoch));
      const queue: Promise<BatchArrays>[] = [];
      for (;;) {
        this.#fill(queue, cursor, totalBatches);
        const batch = queue.shift();
        if (batch === undefined) await cursor.ready();
        else yield await batch;
      }
    } finally {
      this.#streaming = false;
    }
  }

  async close(): Promise<void> {
    await this.#producer.close();
  }

  /** Asks for batches until enough are under way. Never waits: those made already come first. */
  #fill(queue: Promise<BatchArrays>[], cursor: BatchCursor, totalBatches: number): void {
    while (queue.length < Math.max(1, this.#producer.ahead)) {
      const next = cursor.next();
      if (next === undefined) return;
      const { plan, index, ordinal } = next;
      const progress = totalBatches > 0 ? Math.min(1, ordinal / totalBatches) : 0;
      queue.push(this.#producer.batch(plan, index, progress));
      // Planned while this epoch's batches are used, so that nobody waits between epochs.
      const goesOn = ordinal - index + batchCount(plan) < totalBatches;
      if (this.#producer.ahead > 0 && goesOn) this.#plans.prepare(plan.epoch + 1);
    }
  }
}
