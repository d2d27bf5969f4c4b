import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';

/** A part of a Markdown file that a command writes: between `<!-- generated: NAME -->` and `<!-- /generated: NAME -->`. */
export interface GeneratedBlock {
  readonly file: string;
  readonly name: string;
}

const markers = (name: string) => [`<!-- generated: ${name} -->`, `<!-- /generated: ${name} -->`] as const;

/**
 * The Markdown between the markers.
 * @throws Error where the file lacks them
 */
export function readBlock({ file, name }: GeneratedBlock): string {
  const text = readFileSync(file, 'utf8');
  const [from, to] = placeOf(text, file, name);
  return text.slice(from, to).trim();
}

/** Puts Markdown between the markers, laid out as the formatter has it. */
export async function writeBlock(block: GeneratedBlock, markdown: string): Promise<void> {
  const text = readFileSync(block.file, 'utf8');
  const [from, to] = placeOf(text, block.file, block.name);
  const laidOut = await layOut(markdown, block.file);
  writeFileSync(block.file, `${text.slice(0, from)}\n\n${laidOut}\n\n${text.slice(to)}`);
}

/** Markdown as the formatter of this repository lays it out. */
export async function layOut(markdown: string, file: string): Promise<string> {
  return (await format(markdown, { ...(await resolveConfig(file)), parser: 'markdown' })).trim();
}

function placeOf(text: string, file: string, name: string): [from: number, to: number] {
  const [start, end] = markers(name);
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${file} has no block ${start} … ${end}`);
  return [from + start.length, to];
}
