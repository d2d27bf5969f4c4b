import { LineSplitter } from '../line-splitter.js';
import { readText } from '../read-text.js';

/** A line of a file. */
export interface NumberedLine {
  readonly text: string;
  /** From 1. */
  readonly number: number;
}

/** Lines of a file, streamed. */
export async function* readLines(file: string, encoding: string): AsyncGenerator<NumberedLine> {
  const lines = new LineSplitter(Infinity);
  for await (const chunk of readText(file, encoding)) yield* lines.push(chunk);
  yield* lines.end();
}
