import type { NamedArrays } from './host-array.js';
import type { View, ViewName } from './view.js';

/** Examples of one view end to end, without padding: what an encoder reads. */
export interface EncoderInputArrays {
  readonly inputIds: Int32Array; // [tokens]
  readonly segmentIds: Int32Array; // [tokens]
  readonly positionIds: Int32Array; // [tokens]
  /** First token of each example, then the number of tokens. `[CLS]` of example i is row `exampleStarts[i]`. */
  readonly exampleStarts: Int32Array; // [examples + 1]
  /** First token of each packed part of all examples, then the number of tokens. Equal to exampleStarts without packing. */
  readonly partStarts: Int32Array; // [parts + 1]
}

/** The denominators of a plugin's losses: a number, or one a term where the plugin has several. */
export type Weights = number | Readonly<Record<string, number>>;

/** What `targets(...).collate` gives. */
export interface Targets {
  readonly arrays: NamedArrays;
  /** The number of targets each loss is summed over. */
  readonly weight: Weights;
  /** Denominators of the loss's report entries that have one of their own, by the entry's name; `weight` serves the others. */
  readonly reportWeights?: Readonly<Record<string, number>>;
}

/** A batch on the host: a pure function of (seed, epoch, index), transferable between threads. */
export interface BatchArrays {
  readonly epoch: number;
  readonly index: number;
  readonly views: Readonly<Record<ViewName, EncoderInputArrays>>;
  /** By objective or head id. */
  readonly targets: Readonly<Record<string, Targets>>;
}

/** Lays views end to end. */
export function concatenateViews(views: readonly View[]): EncoderInputArrays {
  const exampleStarts = startsOf(views);
  const tokens = exampleStarts[views.length];
  const inputIds = new Int32Array(tokens);
  const segmentIds = new Int32Array(tokens);
  const positionIds = new Int32Array(tokens);
  const partStarts: number[] = [];
  views.forEach((view, i) => {
    const start = exampleStarts[i];
    inputIds.set(view.inputIds, start);
    segmentIds.set(view.segmentIds, start);
    positionIds.set(view.positionIds, start);
    for (let part = 0; part + 1 < view.partStarts.length; part += 1) partStarts.push(start + view.partStarts[part]);
  });
  partStarts.push(tokens);
  return { inputIds, segmentIds, positionIds, exampleStarts, partStarts: Int32Array.from(partStarts) };
}

/** Row of each view's first token when laid end to end, then the number of rows. */
export function startsOf(views: readonly Pick<View, 'inputIds'>[]): Int32Array {
  const starts = new Int32Array(views.length + 1);
  views.forEach((view, i) => (starts[i + 1] = starts[i] + view.inputIds.length));
  return starts;
}
