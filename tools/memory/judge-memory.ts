import type { MemorySample } from './memory-sample.js';

/** Growth that is no leak: the collector and the allocator give memory back when they like. */
const ALLOWED_SHARE = 0.03;
const ALLOWED_BYTES = 24 * 2 ** 20;

/** What memory did over a run. */
export interface MemoryVerdict {
  readonly samples: number;
  /** Least and most after the first sample of training. */
  readonly tensors: readonly [number, number];
  /** Median resident bytes of the middle and of the last third of the run; the first third fills caches. */
  readonly resident: readonly [middle: number, last: number];
  /** What is wrong; none when all is flat. */
  readonly problems: readonly string[];
}

/** Whether tensor count and resident memory stayed flat. */
export function judgeMemory(samples: readonly MemorySample[]): MemoryVerdict {
  const training = samples.filter(({ split }) => split === 'train');
  const third = Math.floor(training.length / 3);
  const counts = training.map(({ tensors }) => tensors);
  const tensors = [Math.min(...counts), Math.max(...counts)] as const;
  const residentOf = (some: readonly MemorySample[]) => median(some.map(({ resident }) => resident));
  const resident = [residentOf(training.slice(third, 2 * third)), residentOf(training.slice(2 * third))] as const;
  const allowed = Math.max(resident[0] * ALLOWED_SHARE, ALLOWED_BYTES);
  const growth = resident[1] - resident[0];
  const problems = [
    ...(training.length < 9 ? [`only ${training.length} samples, at least 9 are needed`] : []),
    ...(tensors[0] === tensors[1] ? [] : [`the number of tensors went from ${tensors[0]} to ${tensors[1]}`]),
    ...(growth > allowed ? [`resident memory grew by ${mebibytes(growth)} MiB from the middle to the last third`] : []),
  ];
  return { samples: training.length, tensors, resident, problems };
}

/** A verdict in a line. */
export function describeVerdict({ samples, tensors, resident }: MemoryVerdict): string {
  const [middle, last] = resident.map(mebibytes);
  return `${samples} samples, ${tensors[0]} to ${tensors[1]} tensors, resident ${middle} MiB in the middle, ${last} MiB at the end`;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
