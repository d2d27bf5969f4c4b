import { resolve } from 'node:path';
import { readRuns, type DocumentedRun, type SavedMeasure } from './documented-runs.js';
import { writeBlock, type GeneratedBlock } from './generated-block.js';

/** Where the tables of the documented runs stand. */
export const RUNS_BLOCK: GeneratedBlock = {
  file: resolve(import.meta.dirname, '../../docs/pretraining.md'),
  name: 'pretraining-runs',
};

/** Puts the tables of the documented runs into the docs. */
export function writeRunsTable(): Promise<void> {
  return writeBlock(RUNS_BLOCK, runsTable(readRuns()));
}

/** The documented runs as Markdown: how long each took, and every measure beside the best constant prediction. */
export function runsTable(runs: readonly DocumentedRun[]): string {
  const effort = runs.map(({ name, steps, tokens, minutes, processor }) => {
    const millions = (tokens / 1e6).toFixed(1);
    return `| [${name}](../examples/pretraining/${name}.json) | ${steps.toLocaleString('en-US')} | ${millions} | ${minutes} | ${processor} |`;
  });
  const measures = runs.flatMap(({ name, evaluation }) =>
    evaluation.measures
      .filter(isTold)
      .map((measure) => `| ${name} | ${measure.objective} | ${cellsOf(measure).join(' | ')} |`),
  );
  return [
    '| run | steps | million tokens | minutes | on |',
    '| --- | ---: | ---: | ---: | --- |',
    ...effort,
    '',
    '| run | objective | measure | model | 99 % interval | best constant | better by | beyond chance | targets |',
    '| --- | --- | --- | ---: | --- | ---: | --- | --- | ---: |',
    ...measures,
  ].join('\n');
}

/** The pseudo loss is told as a perplexity. */
function isTold({ name }: SavedMeasure): boolean {
  return name !== 'pseudo loss';
}

function cellsOf({ name, value, low, high, constant, targets }: SavedMeasure): string[] {
  const gain =
    constant && `${shown(constant.gain.value)} (${shown(constant.gain.low)} to ${shown(constant.gain.high)})`;
  return [
    name,
    shown(value),
    `${shown(low)} to ${shown(high)}`,
    constant ? shown(constant.value) : '',
    gain ?? '',
    constant ? verdict(name, low, constant.beaten) : '',
    targets.toLocaleString('en-US'),
  ];
}

/** Finding nothing has an F1 of 0, and finding everything that of the constant. */
function verdict(name: string, low: number, beaten: boolean): string {
  if (beaten) return 'yes';
  return name.endsWith('F1') && low > 0 ? 'above 0, below everything found' : '**no**';
}

/** Four significant digits, at most four decimals. */
function shown(value: number): string {
  return String(Number(Number(value.toPrecision(4)).toFixed(4)));
}
