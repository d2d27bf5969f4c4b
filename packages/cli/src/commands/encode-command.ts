import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { DataError, UsageError, type Encoding, type Tokenizer } from '@cloze/contracts';
import { loadTokenizer } from '@cloze/tokenizer';
import { createLog } from '../output/log.js';
import { parseLong, tooLong, type LongText } from './long-text.js';
import type { EncodeFlags } from './tokenizer.js';

/** `cloze tokenizer encode`: lines on stdin, JSON lines on stdout, streamed. */
export async function encodeCommand({
  tokenizer: folder,
  jsonl,
  maxLength,
  long: longText,
}: EncodeFlags): Promise<void> {
  const long = parseLong(longText);
  if (maxLength === undefined && long !== 'error') {
    throw new UsageError({
      what: `--long ${long} has no effect without a limit`,
      where: '--long',
      fix: 'give --max-length too, or leave --long out',
    });
  }
  const tokenizer = await loadTokenizer(folder);
  const log = createLog();
  let number = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    number += 1;
    const [first, second] = jsonl ? parseLine(line, number) : [line];
    const windows = encode(tokenizer, first, second, maxLength, long, () => `line ${number}`);
    if (windows.cut) log.warn(`line ${number} was cut to ${maxLength} tokens`);
    for (const [i, encoding] of windows.encodings.entries()) {
      const window = windows.encodings.length > 1 ? { window: i } : {};
      if (!process.stdout.write(`${JSON.stringify({ ...window, ...describe(encoding) })}\n`))
        await once(process.stdout, 'drain');
    }
  }
}

function encode(
  tokenizer: Tokenizer,
  text: string,
  pair: string | undefined,
  maxLength: number | undefined,
  long: LongText,
  where: () => string,
): { readonly encodings: readonly Encoding[]; readonly cut: boolean } {
  if (maxLength === undefined) return { encodings: [tokenizer.encode(text, pair)], cut: false };
  const encoding = tokenizer.encode(text, pair, { maxLength, overflow: true });
  if (encoding.overflowing.length === 0) return { encodings: [encoding], cut: false };
  if (long === 'error') throw tooLong(where(), tokenizer.encode(text, pair).ids.length, maxLength);
  return long === 'cut'
    ? { encodings: [encoding], cut: true }
    : { encodings: [encoding, ...encoding.overflowing], cut: false };
}

function describe({ ids, tokens, offsets }: Encoding) {
  return {
    ids: [...ids],
    tokens,
    offsets: Array.from(ids, (_, i) => [offsets[2 * i], offsets[2 * i + 1]]),
  };
}

function parseLine(line: string, number: number): [string, string?] {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string'))
    return [value[0], value[1]];
  throw new DataError({
    what: 'A line of the input is not what --jsonl reads',
    where: `line ${number}`,
    received: line.length > 60 ? `${line.slice(0, 60)}…` : line,
    allowed: 'a JSON string, or a pair of strings ["a", "b"]',
  });
}
