import { Worker } from 'node:worker_threads';
import { DataError, PluginError, type ClozeError } from '@cloze/contracts';
import { fromWire } from './error-wire.js';
import { workerLocation } from './worker-location.js';
import type { NumberedRequest, WorkerAnswer, WorkerRequest, WorkerResults, WorkerSetup } from './worker-messages.js';

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/**
 * One worker thread and the requests it has not answered. It keeps the process alive only while it owes an answer, so a source
 * that nobody closed does not keep a program from ending.
 */
export class WorkerThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #ready: Promise<unknown>;
  #asked = 0;
  #closing = false;
  #failure: ClozeError | undefined;

  constructor(setup: WorkerSetup) {
    this.#worker = startWorker(setup);
    this.#ready = this.#wait(0);
    this.#worker.on('message', (answer: WorkerAnswer) => this.#answer(answer));
    this.#worker.on('error', (error) => this.#fail(fromWire({ ...error, name: error.name, message: error.message })));
    this.#worker.on('exit', (code) => this.#fail(stopped(code)));
  }

  /** Requests not answered yet. */
  get load(): number {
    return this.#waiting.size;
  }

  /** Resolves once plugins and corpus are set up. */
  async ready(): Promise<void> {
    await this.#ready;
  }

  ask<Kind extends WorkerRequest['kind']>(request: WorkerRequest & { kind: Kind }): Promise<WorkerResults[Kind]>;
  ask(request: WorkerRequest): Promise<unknown> {
    this.#asked += 1;
    const result = this.#wait(this.#asked);
    if (this.#failure === undefined) this.#worker.postMessage({ id: this.#asked, request } satisfies NumberedRequest);
    return result;
  }

  async terminate(): Promise<void> {
    // Otherwise a program with nothing else to do would end within this `await`.
    this.#closing = true;
    this.#worker.ref();
    await this.#worker.terminate();
  }

  #wait(id: number): Promise<unknown> {
    const result = new Promise((resolve, reject) => {
      if (this.#failure === undefined) this.#waiting.set(id, { resolve, reject });
      else reject(this.#failure);
    });
    if (this.#failure === undefined) this.#worker.ref();
    // Whoever asked sees the failure; a batch made ahead that nobody asks for any more must not end the process.
    result.catch(() => {});
    return result;
  }

  #answer(answer: WorkerAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0 && !this.#closing) this.#worker.unref();
    if ('error' in answer) waiting?.reject(fromWire(answer.error));
    else waiting?.resolve(answer.result);
  }

  #fail(error: ClozeError): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}

function startWorker(setup: WorkerSetup): Worker {
  const { url, execArgv } = workerLocation();
  try {
    return new Worker(url, { workerData: setup, execArgv });
  } catch (cause) {
    if (!(cause instanceof DOMException && cause.name === 'DataCloneError')) throw cause;
    throw new PluginError(
      {
        what: 'Options of a plugin, or the payload for its module, cannot be sent to worker threads',
        received: cause.message,
        allowed: 'plain data: no functions, no classes',
        fix: 'keep options plain, or make batches in the main thread (0 workers)',
      },
      { cause },
    );
  }
}

function stopped(code: number): DataError {
  return new DataError({
    what: 'A worker thread that makes batches stopped',
    received: `exit code ${code}`,
    fix: 'see the lines above for what ended it; a plugin must not call process.exit',
  });
}
