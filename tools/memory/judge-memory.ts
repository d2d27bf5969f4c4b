import { judgeGrowth, type MemoryGrowth } from './judge-growth.js';
import type { MemorySample } from './memory-sample.js';

/** What memory did over a run. */
export interface MemoryVerdict {
  readonly samples: number;
  /** Least and most after the first sample of training. */
  readonly tensors: readonly [number, number];
  /** Bytes in memory, garbage among them. */
  readonly resident: MemoryGrowth;
  /** Bytes in memory right after garbage was collected. */
  readonly held: MemoryGrowth;
  /** What is wrong; none when all is flat. */
  readonly problems: readonly string[];
}

/** Whether tensor count and memory stayed flat, with garbage and without. */
export function judgeMemory(samples: readonly MemorySample[]): MemoryVerdict {
  const training = samples.filter(({ split }) => split === 'train');
  const counts = training.map(({ tensors }) => tensors);
  const tensors = [Math.min(...counts), Math.max(...counts)] as const;
  const resident = judgeGrowth(
    'resident memory',
    training.map(({ step, resident }) => ({ step, bytes: resident })),
  );
  const held = judgeGrowth(
    'memory held after collecting garbage',
    training.flatMap(({ step, held }) => (held === undefined ? [] : [{ step, bytes: held }])),
  );
  const problems = [
    ...(tensors[0] === tensors[1] ? [] : [`the number of tensors went from ${tensors[0]} to ${tensors[1]}`]),
    ...resident.problems,
    ...held.problems,
  ];
  return { samples: training.length, tensors, resident, held, problems };
}

/** A verdict in a line. */
export function describeVerdict({ samples, tensors, resident, held }: MemoryVerdict): string {
  return (
    `${samples} samples, ${tensors[0]} to ${tensors[1]} tensors, ` +
    `resident ${describe(resident)}; without garbage ${describe(held)}`
  );
}

function describe({ middle, last, slope }: MemoryGrowth): string {
  const mebibytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  return `${mebibytes(middle)} in the middle, ${mebibytes(last)} at the end, ${mebibytes(slope)} more by a fitted line`;
}
