import { formatTable } from '../output/table.js';
import type { Evaluation } from './evaluation.js';
import type { Measure } from './measure.js';

/** An evaluation as lines for a terminal: each measure with its interval, beside the best constant prediction. */
export function describeEvaluation({ data, sample, measures }: Evaluation): string[] {
  const heading = ['measure', 'value', '99 % interval', 'best constant', 'better by', 'targets'];
  const rows = measures.map((measure) => [
    `${measure.objective}: ${measure.name}`,
    shown(measure.value),
    `${shown(measure.low)} to ${shown(measure.high)}`,
    measure.constant === undefined ? '' : shown(measure.constant.value),
    measure.constant === undefined ? '' : gainOf(measure.constant),
    String(measure.targets),
  ]);
  return [
    `${data.tokens} tokens in ${data.examples} examples, ${data.batches} batches`,
    ...(sample ? [`pseudo: each of ${sample.tokens} tokens of ${sample.examples} examples masked in turn`] : []),
    ...formatTable([heading, ...rows]),
  ];
}

function gainOf({ gain, beaten }: NonNullable<Measure['constant']>): string {
  const interval = `${shown(gain.value)} (${shown(gain.low)} to ${shown(gain.high)})`;
  return beaten ? interval : `${interval}, not beyond chance`;
}

/** Four significant digits. */
function shown(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 1000 ? value.toFixed(0) : String(Number(value.toPrecision(4)));
}
