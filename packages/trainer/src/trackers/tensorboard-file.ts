import {
  closeSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { encodeEvent, stepOfEvent, versionEvent, type TensorboardEvent } from './tensorboard-event.js';
import { readTfRecord, tfRecord } from './tf-record.js';

/** What TensorBoard looks for in a file's name. */
const PREFIX = 'events.out.tfevents.';

/** The event file of a folder: the one that is there, or a new one. */
export class TensorboardFile {
  readonly #descriptor: number;
  /** Whether an event of the step that was kept to the last is there. */
  readonly hasLast: boolean;

  /** Opens the folder's file and cuts it before the first event after `lastStep`, or that was not written in full. */
  constructor(directory: string, lastStep: number, wallTime: number) {
    mkdirSync(directory, { recursive: true });
    const existing = readdirSync(directory)
      .filter((name) => name.startsWith(PREFIX))
      .sort()
      .at(-1);
    const path = join(directory, existing ?? `${PREFIX}${Math.floor(wallTime)}.${hostname()}.cloze`);
    this.#descriptor = openSync(path, 'a+');
    const bytes = new Uint8Array(readFileSync(path));
    let [end, last] = [0, -1];
    for (let record = readTfRecord(bytes, 0); record; record = readTfRecord(bytes, end)) {
      const step = stepOfEvent(record.data);
      if (step > lastStep) break;
      [end, last] = [record.end, step];
    }
    this.hasLast = lastStep > 0 && last === lastStep;
    ftruncateSync(this.#descriptor, end);
    if (end === 0) this.#append(versionEvent(wallTime));
  }

  write(event: TensorboardEvent): void {
    this.#append(encodeEvent(event));
  }

  /** Makes what was written survive a power cut. */
  sync(): void {
    fsyncSync(this.#descriptor);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #append(data: Uint8Array): void {
    const record = tfRecord(data);
    for (let done = 0; done < record.length;) done += writeSync(this.#descriptor, record, done);
  }
}
