import type { z } from 'zod';
import { readText } from '../read-text.js';
import { badRow } from './bad-row.js';
import { JsonPlaces } from './json-places.js';
import { parseJson } from './parse-json.js';
import { schemaMisfit } from './schema-misfit.js';

/** A JSON file that is of a schema. */
export interface JsonFile<Value> {
  readonly value: Value;
  /** Line and column of a part, for messages. */
  place(path: readonly (string | number)[]): { readonly file: string; readonly line: number; readonly column: number };
  /** The line of a part. A file of one line, as large ones often are, is not searched for it. */
  line(path: readonly (string | number)[]): number;
}

/**
 * Reads a JSON file that is one value, which has to fit in memory.
 * @throws DataError naming line and column of what is no JSON, or not of the schema
 */
export async function readJson<Value>(
  file: string,
  encoding: string,
  schema: z.ZodType<Value>,
): Promise<JsonFile<Value>> {
  let text = '';
  for await (const chunk of readText(file, encoding)) text += chunk;
  const parsed = schema.safeParse(parseJson(text, file), { reportInput: true });
  const places = new JsonPlaces(text);
  const place = (path: readonly (string | number)[]) => ({ file, ...places.at(path) });
  const isOneLine = !text.trimEnd().includes('\n');
  const line = (path: readonly (string | number)[]) => (isOneLine ? 1 : places.at(path).line);
  if (parsed.success) return { value: parsed.data, place, line };
  const { path, ...parts } = schemaMisfit(parsed.error);
  throw badRow(place(path), parts);
}
