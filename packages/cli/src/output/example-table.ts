import { TokenAction, type Example, type ViewName, type Vocabulary } from '@cloze/contracts';
import type { ShownTarget } from '@cloze/contracts/tensor';
import { exampleColumns, type ExampleColumn } from './example-columns.js';

/** What an objective asks about an example. */
export interface ObjectiveTargets {
  readonly id: string;
  /** Views that it reads. */
  readonly views: readonly ViewName[];
  readonly targets: readonly ShownTarget[];
}

/** A row of the table: a name, and a cell a column. */
interface Row {
  readonly name: string;
  readonly cells: readonly string[];
}

/** What stands between a row's cells, and before a packed part. */
const GAP = '  ';
const PART = ' ┃';

/**
 * An example as a table, one column a token, in as many stretches as the width needs: what the model reads, what stood there before where that
 * differs, spans, and under each token what every objective wants to hear there. Questions about the whole example follow.
 */
export function exampleTable(
  example: Example,
  objectives: readonly ObjectiveTargets[],
  vocabulary: Vocabulary,
  width: number,
): string[] {
  const columns = exampleColumns(example);
  const rows = [...textRows(example, columns, vocabulary), ...objectives.flatMap((one) => targetRows(one, columns))];
  const labelWidth = Math.max(...rows.map(({ name }) => lengthOf(name)));
  const lines: string[] = [];
  for (const [from, to] of stretches(rows, columns, width - labelWidth)) {
    if (lines.length > 0) lines.push('');
    rows.forEach(({ name, cells }, row) => {
      if (row > 0 && cells.slice(from, to).every((cell) => cell === '')) return;
      lines.push(lineOf(rows, { name: name.padEnd(labelWidth), cells }, columns, from, to));
    });
  }
  const isSpoilt = columns.some(({ place }, i) => place === undefined || rows[1].cells[i] !== '');
  for (const { id, targets, views } of objectives) {
    if (isSpoilt && !views.includes('corrupted')) lines.push(`${id.padEnd(labelWidth)}${GAP}reads the original text`);
    for (const { position, about, answer } of targets) {
      if (position === undefined) lines.push(`${nameOf(id, about).padEnd(labelWidth)}${GAP}${answer}`);
    }
  }
  return lines;
}

/** What is read, what stood there before, and spans. */
function textRows({ original, corrupted }: Example, columns: readonly ExampleColumn[], vocabulary: Vocabulary): Row[] {
  const word = (id: number) => vocabulary.token(id) ?? `<${id}>`;
  const read = columns.map(({ place }) => (place === undefined ? '·' : word(corrupted.inputIds[place])));
  const before = columns.map(({ place, origin }) => {
    if (place === undefined) return origin === undefined ? '' : `-${word(original.inputIds[origin])}`;
    const action = corrupted.actions[place];
    if (action === TokenAction.inserted) return '+';
    if (action === TokenAction.none || origin === undefined) return '';
    const was = word(original.inputIds[origin]);
    return action === TokenAction.kept ? `=${was}` : was;
  });
  return [
    { name: 'text', cells: read },
    { name: 'original', cells: before },
    { name: 'spans', cells: columns.map(({ place }) => spanMark(corrupted.spans, place)) },
  ];
}

/** `[1` at the first token of the first span, `1]` at its last, `[1]` where it has one. */
function spanMark(spans: Int32Array, place: number | undefined): string {
  for (let span = 0; place !== undefined && span < spans.length; span += 2) {
    const [first, last] = [spans[span], spans[span + 1] - 1];
    if (place < first || place > last) continue;
    const number = span / 2 + 1;
    return `${place === first ? '[' : ''}${number}${place === last ? ']' : ''}`;
  }
  return '';
}

/** A row for each thing that an objective asks at tokens. */
function targetRows({ id, targets }: ObjectiveTargets, columns: readonly ExampleColumn[]): Row[] {
  const rows = new Map<string, string[]>();
  for (const { view = 'corrupted', position, about, answer } of targets) {
    if (position === undefined) continue;
    const name = nameOf(id, about);
    const cells = rows.get(name) ?? columns.map(() => '');
    rows.set(name, cells);
    const column = columns.findIndex(({ place, origin }) => (view === 'original' ? origin : place) === position);
    if (column >= 0) cells[column] = answer;
  }
  return Array.from(rows, ([name, cells]) => ({ name, cells }));
}

function nameOf(id: string, about: string | undefined): string {
  return about === undefined ? id : `${id} ${about}`;
}

/** Columns [from, to) that fit beside each other. */
function stretches(rows: readonly Row[], columns: readonly ExampleColumn[], width: number): [number, number][] {
  const found: [number, number][] = [];
  for (let from = 0; from < columns.length;) {
    let to = from;
    for (let used = 0; to < columns.length; to += 1) {
      used += columnWidth(rows, to) + GAP.length + (columns[to].startsPart && to > 0 ? PART.length : 0);
      if (used > width && to > from) break;
    }
    found.push([from, to]);
    from = to;
  }
  return found;
}

function lineOf(
  rows: readonly Row[],
  { name, cells }: Row,
  columns: readonly ExampleColumn[],
  from: number,
  to: number,
) {
  let line = name;
  for (let column = from; column < to; column += 1) {
    const part = columns[column].startsPart && column > 0 ? PART : '';
    const cell = cells[column];
    line += part + GAP + cell + ' '.repeat(columnWidth(rows, column) - lengthOf(cell));
  }
  return line.trimEnd();
}

function columnWidth(rows: readonly Row[], column: number): number {
  return Math.max(...rows.map(({ cells }) => lengthOf(cells[column])));
}

/** Characters, not UTF-16 code units. */
function lengthOf(text: string): number {
  return [...text].length;
}
