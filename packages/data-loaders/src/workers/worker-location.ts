/** Where the worker's code is and how Node must be told to run it. */
export interface WorkerLocation {
  readonly url: URL;
  /** Node's options for the thread; those of this process where left out. */
  readonly execArgv?: string[];
}

/** The worker's module: compiled beside this one or, where this one runs from its source, the source by way of tsx. */
export function workerLocation(here: string = import.meta.url): WorkerLocation {
  if (!here.endsWith('.ts')) return { url: new URL('./batch-worker.js', here) };
  // `--import tsx` has no effect in a worker thread: tsx has to be registered by code that runs in it.
  const worker = JSON.stringify(new URL('./batch-worker.ts', here).href);
  const code =
    `import { register } from 'node:module';` +
    `register('tsx/esm', { parentURL: ${worker}, data: {} });` +
    `await import(${worker});`;
  return {
    url: new URL(`data:text/javascript,${encodeURIComponent(code)}`),
    execArgv: ['--conditions=@cloze/source'],
  };
}
