import type { BatchArrays, BatchPosition, BatchSource } from '@cloze/contracts';

/** The start of a run. */
export const firstPosition: BatchPosition = { epoch: 0, index: 0, ordinal: 0 };

/** Batches in order, and the position of the next one, from which a resumed run goes on. */
export class BatchCursor {
  readonly #source: BatchSource;
  readonly #stream: AsyncIterableIterator<BatchArrays>;
  readonly #total: number;
  #position: BatchPosition;

  constructor(source: BatchSource, from: BatchPosition, totalBatches: number) {
    this.#source = source;
    this.#position = from;
    this.#total = totalBatches;
    this.#stream = source.stream(from, totalBatches);
  }

  /** Where the next batch stands. */
  get position(): BatchPosition {
    return this.#position;
  }

  /** Up to `count` batches, fewer at the end of the run. */
  async take(count: number): Promise<readonly BatchArrays[]> {
    const taken: BatchArrays[] = [];
    while (taken.length < count && this.#position.ordinal < this.#total) {
      const { value, done } = await this.#stream.next();
      if (done) break;
      taken.push(value);
      this.#position = await this.#after(value);
    }
    return taken;
  }

  /** Ends the stream, and with it the work of making batches ahead. */
  async close(): Promise<void> {
    await this.#stream.return?.();
  }

  async #after({ epoch, index }: BatchArrays): Promise<BatchPosition> {
    const ordinal = this.#position.ordinal + 1;
    const last = index + 1 >= (await this.#source.batchesIn(epoch));
    return last ? { epoch: epoch + 1, index: 0, ordinal } : { epoch, index: index + 1, ordinal };
  }
}
