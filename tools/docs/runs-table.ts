import { resolve } from 'node:path';
import { readRuns, type DocumentedRun, type SavedMeasure } from './documented-runs.js';
import { writeBlock, type GeneratedBlock } from './generated-block.js';

/** Where the tables of the documented runs stand. */
export const RUNS_BLOCK: GeneratedBlock = {
  file: resolve(import.meta.dirname, '../../docs/pretraining.md'),
  name: 'pretraining-runs',
};

/** Where accuracy inside spans stands, with and without the span-boundary objective. */
export const SPANS_BLOCK: GeneratedBlock = { file: RUNS_BLOCK.file, name: 'inside-spans' };

/** Where the two paradigms stand side by side, with everything else equal. */
export const PARADIGMS_BLOCK: GeneratedBlock = { file: RUNS_BLOCK.file, name: 'paradigms' };

/** Puts the tables of the documented runs into the docs. */
export async function writeRunsTable(): Promise<void> {
  const runs = readRuns();
  await writeBlock(RUNS_BLOCK, runsTable(runs));
  await writeBlock(SPANS_BLOCK, spansTable(runs));
  await writeBlock(PARADIGMS_BLOCK, paradigmsTable(runs));
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

/**
 * What `mlm` names right inside the very same spans, trained without and with the span-boundary objective.
 * @throws Error where one of the two runs was not saved
 */
export function spansTable(runs: readonly DocumentedRun[]): string {
  const names = ['span-mlm', 'span-mlm-sbo'];
  const rows = ['masked accuracy', 'accuracy'].map((name) => {
    const measures = names.map((run) => measureOf(runs, run, 'mlm', name));
    const cells = measures.map(withInterval);
    return `| ${name} | ${cells.join(' | ')} | ${measures[0].targets.toLocaleString('en-US')} |`;
  });
  return [
    `| inside spans | without SBO: \`${names[0]}\` | with SBO: \`${names[1]}\` | targets |`,
    '| --- | --- | --- | ---: |',
    ...rows,
  ].join('\n');
}

/**
 * The left-to-right paradigm beside the masked one: the same trunk, text, steps, optimizer and seed.
 * @throws Error where one of the two runs was not saved
 */
export function paradigmsTable(runs: readonly DocumentedRun[]): string {
  const measure = (name: string, masked = name) =>
    [measureOf(runs, 'causal-lm', 'causal-lm', name), measureOf(runs, 'mlm-32', 'mlm', masked)] as const;
  const losses = measure('loss');
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['loss', losses.map(withInterval)],
    ['below the best constant by', losses.map(({ constant }) => (constant ? withInterval(constant.gain) : ''))],
    ['accuracy', measure('accuracy').map(withInterval)],
    ['perplexity, pseudo-perplexity', measure('perplexity', 'pseudo-perplexity').map(withInterval)],
    ['targets of the test text', losses.map(({ targets }) => targets.toLocaleString('en-US'))],
  ];
  return [
    '| | left to right: `causal-lm` | masked: `mlm-32` |',
    '| --- | --- | --- |',
    ...rows.map(([name, cells]) => `| ${name} | ${cells.join(' | ')} |`),
  ].join('\n');
}

function measureOf(runs: readonly DocumentedRun[], run: string, objective: string, name: string): SavedMeasure {
  const measure = runs
    .find((one) => one.name === run)
    ?.evaluation.measures.find((one) => one.objective === objective && one.name === name);
  if (measure === undefined) throw new Error(`The documented run "${run}" has no ${name} of "${objective}"`);
  return measure;
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

function withInterval({ value, low, high }: { readonly value: number; readonly low: number; readonly high: number }) {
  return `${shown(value)} (${shown(low)} to ${shown(high)})`;
}

/** Four significant digits, at most four decimals. */
function shown(value: number): string {
  return String(Number(Number(value.toPrecision(4)).toFixed(4)));
}
