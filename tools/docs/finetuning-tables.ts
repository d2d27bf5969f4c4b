import { join } from 'node:path';
import { writeBlock } from './generated-block.js';
import { markdownTable } from './markdown-table.js';
import type { FinetuningResult, FinetuningResults } from './finetuning-results.js';
import { ENCODER_KINDS, FINETUNING_ROWS, type EncoderKind, type FinetuningRow } from './finetuning-rows.js';

/** The guide that the tables stand in. */
export const GUIDE = join(import.meta.dirname, '../../docs/fine-tuning.md');

/** The tables of the guide by the names of their blocks. */
export function finetuningTables(results: FinetuningResults): Readonly<Record<string, string>> {
  return {
    'fine-tuning runs': runsTable(results),
    'fine-tuning decoders': decodersTable(results),
    'fine-tuning nested': nestedTable(results),
  };
}

/** Writes the tables into the guide. */
export async function writeFinetuningTables(results: FinetuningResults): Promise<void> {
  for (const [name, markdown] of Object.entries(finetuningTables(results)))
    await writeBlock({ file: GUIDE, name }, markdown);
}

function runsTable(results: FinetuningResults): string {
  // Made only where MiniLM is not there.
  const shown = Object.keys(results).some((name) => name.endsWith('/own'));
  const rows = FINETUNING_ROWS.filter(({ config }) => config === undefined).map((row) => {
    const of = (kind: EncoderKind) => results[`${row.id}/${kind}`];
    const made = pretrained(results, row.id);
    const [any] = ENCODER_KINDS.flatMap((kind) => of(kind) ?? []);
    const guess = any?.mean[`majority.${row.measure}`];
    return [
      `[${row.title}](../examples/finetuning/${row.id}.json)`,
      row.trained,
      row.measureTitle,
      guess === undefined || guess === null || Number.isNaN(guess) ? '–' : percent(guess),
      score(of('static-vectors'), row),
      score(of('lstm'), row),
      score(of('minilm'), row),
      ...(shown ? [score(of('own'), row)] : []),
      made === undefined ? '–' : String(made.seeds.length),
      minutes(made),
    ];
  });
  const heading = [
    'data',
    'trained on',
    'measure',
    'most frequent',
    'static vectors',
    'LSTM',
    'MiniLM',
    ...(shown ? ['pretrained here'] : []),
    'seeds',
    'processor time a seed',
  ];
  return markdownTable(heading, rows);
}

/** From MiniLM where it is present, else from an encoder pretrained here. */
function pretrained(results: FinetuningResults, row: string): FinetuningResult | undefined {
  return results[`${row}/minilm`] ?? results[`${row}/own`];
}

function decodersTable(results: FinetuningResults): string {
  const rows = FINETUNING_ROWS.filter(({ config }) => config !== undefined);
  const sets = [...new Set(rows.map(({ config }) => config ?? ''))].map((config) => {
    const of = (name: string) => rows.find(({ id }) => id === `${config}-${name}`)!;
    const [greedy, crf] = [of('greedy'), of('crf')];
    const result = pretrained(results, greedy.id);
    const constrained = result?.mean['test.constrained'];
    return [
      greedy.title,
      greedy.trained,
      score(result, greedy),
      constrained === undefined ? '–' : percent(constrained),
      score(pretrained(results, crf.id), crf),
    ];
  });
  return markdownTable(['data', 'trained on', 'greedy', 'the same models under BIO constraints', 'CRF'], sets);
}

/** Span heads and taggers on nested entities. */
function nestedTable(results: FinetuningResults): string {
  const litbank = FINETUNING_ROWS.find(({ id }) => id === 'litbank')!;
  const mean = (run: string, name: string, title: string) => {
    const value = pretrained(results, run)?.mean[`test.${name}`];
    return [title, value === undefined ? '–' : percent(value)];
  };
  return markdownTable(
    ['on all entities of LitBank', 'F1'],
    [
      mean('litbank', litbank.measure, 'span head, nested'),
      mean('litbank', 'overlapping', 'span head, overlapping'),
      mean('litbank', 'flat', 'span head, flat'),
      mean('litbank-bio-crf', 'nested', 'BIO tagger on the outer layer, CRF'),
      mean('litbank-bio-greedy', 'nested', 'BIO tagger on the outer layer, greedy'),
    ],
  );
}

/** On the test data, in per cent; with the standard deviation over seeds. */
function score(result: FinetuningResult | undefined, { measure }: FinetuningRow): string {
  const mean = result?.mean[`test.${measure}`];
  if (result === undefined || mean === undefined || mean === null) return '–';
  const deviation = result.standardDeviation[`test.${measure}`];
  return deviation === undefined ? percent(mean) : `${percent(mean)} ± ${percent(deviation)}`;
}

function percent(share: number): string {
  return (100 * share).toFixed(1);
}

function minutes(result: FinetuningResult | undefined): string {
  if (!result?.processorSeconds) return '–';
  const each = result.processorSeconds / result.seeds.length;
  return each < 90 ? `${each.toFixed(0)} s` : `${(each / 60).toFixed(1)} min`;
}
