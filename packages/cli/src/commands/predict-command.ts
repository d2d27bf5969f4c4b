import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { ClozeError, DataError } from '@cloze/contracts';
import { load } from '../model/loaded-model.js';
import { createLog } from '../output/log.js';
import { lineGroups } from '../predict/line-groups.js';
import type { Predicted } from '../predict/predictor.js';
import { parseLong } from './long-text.js';
import type { PredictFlags } from './predict.js';

/** Most lines that are read before any is answered: enough of them to find others of the same length. */
const LINES = 1024;

/** Milliseconds that lines wait for further ones. */
const PATIENCE = 50;

/** `cloze predict`: JSON lines on stdin, a line of JSON for each on stdout, streamed, in their order. */
export async function predictCommand({
  model: directory,
  plugin,
  backend,
  long: longText,
}: PredictFlags): Promise<void> {
  const long = parseLong(longText);
  const log = createLog();
  const model = await load(directory, { backend, plugins: plugin, logger: log });
  const onCut = (tokens: number, where: string) => log.warn(`${where} was cut to ${tokens} tokens`);
  const single = model.headIds.length === 1 ? model.headIds[0] : undefined;
  let failed = 0;
  let number = 0;
  const answer = async (lines: readonly string[]) => {
    const parsed = lines.map((line, i) => parseLine(line, number + i + 1));
    const readable = parsed.flatMap((one, i) => ('error' in one ? [] : [i]));
    const wheres = readable.map((i) => `line ${number + i + 1}`);
    const predicted = model.predictAll(
      readable.map((i) => valueOf(parsed[i])),
      { long, onCut },
      wheres,
    );
    const results: Predicted[] = parsed.map((one) => ({ error: 'error' in one ? one.error : undefined }));
    readable.forEach((i, at) => (results[i] = predicted[at]));
    for (const [i, result] of results.entries()) {
      if (result.error !== undefined) failed += 1;
      const line = JSON.stringify({ ...idOf(valueOf(parsed[i])), ...describe(result, single) });
      if (!process.stdout.write(`${line}\n`)) await once(process.stdout, 'drain');
    }
    number += lines.length;
  };
  try {
    const lines = createInterface({ input: process.stdin, crlfDelay: Infinity });
    for await (const some of lineGroups(lines, { most: LINES, patience: PATIENCE })) await answer(some);
  } finally {
    await model.dispose();
  }
  if (failed > 0) log.warn(`${failed} of ${number} lines could not be answered; each tells why`);
}

type ParsedLine = { readonly value: unknown } | { readonly error: unknown };

function parseLine(line: string, number: number): ParsedLine {
  try {
    return { value: JSON.parse(line) };
  } catch {
    const error = new DataError({
      what: 'A line of the input is not JSON',
      where: `line ${number}`,
      received: line.length > 60 ? `${line.slice(0, 60)}…` : line,
    });
    return { error };
  }
}

function valueOf(line: ParsedLine): unknown {
  return 'value' in line ? line.value : undefined;
}

function idOf(value: unknown): { readonly id?: unknown } {
  return typeof value === 'object' && value !== null && 'id' in value ? { id: value.id } : {};
}

/** With one head what it says; with several by head. */
function describe(result: Predicted, single: string | undefined): object {
  if (result.error === undefined && 'predictions' in result) {
    return single === undefined ? result.predictions : result.predictions[single];
  }
  const { error } = result;
  if (ClozeError.is(error)) return { error: { code: error.code, message: error.message } };
  return { error: { code: 'CLOZE_INTERNAL', message: error instanceof Error ? error.message : String(error) } };
}
