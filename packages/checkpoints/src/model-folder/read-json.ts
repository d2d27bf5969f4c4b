import { ModelError } from '@cloze/contracts';
import { openRegular } from '../durable/open-regular.js';
import { readFully } from '../durable/read-fully.js';
import { findDuplicateKey } from '../safetensors/duplicate-key.js';

/** Nesting of brackets that no file of a model folder needs. */
const MAX_DEPTH = 64;

/**
 * Reads a JSON object of a model folder, which may come from anywhere.
 * @param maxBytes larger files are refused unread
 * @throws ModelError when it is absent, no regular file, too large, no JSON object, too deep, or names a key twice
 */
export async function readJsonObject(path: string, maxBytes: number): Promise<Record<string, unknown>> {
  const text = await readText(path, maxBytes);
  const fault = (received: string, cause?: unknown) =>
    new ModelError(
      {
        what: 'A file of a model folder is malformed',
        where: path,
        received,
        allowed: 'a JSON object',
        fix: 'correct the file there, or get the whole model again',
      },
      { cause },
    );
  const duplicate = findDuplicateKey(text, MAX_DEPTH);
  if (duplicate === 'too deep') throw fault(`brackets that nest more than ${MAX_DEPTH} deep`);
  if (duplicate) throw fault(`the key ${JSON.stringify(duplicate.key)} twice in one object`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw fault(error instanceof Error ? atLine(error.message, text) : 'text that is no JSON', error);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw fault(Array.isArray(parsed) ? 'a list' : typeof parsed);
  return { ...parsed };
}

/** The parser's message, with the line and column in place of the position that it may end with. */
function atLine(message: string, text: string): string {
  const found = / in JSON at position (?<position>\d+).*$/s.exec(message);
  if (found?.groups === undefined) return message;
  const before = text.slice(0, Number(found.groups['position'])).split('\n');
  return `${message.slice(0, found.index)} in line ${before.length}, column ${before[before.length - 1].length + 1}`;
}

async function readText(path: string, maxBytes: number): Promise<string> {
  const { handle, size } = await openRegular(path);
  try {
    if (size > maxBytes) {
      throw new ModelError({
        what: 'A file of a model folder is too large',
        where: path,
        received: `${size} bytes`,
        allowed: `at most ${maxBytes}`,
      });
    }
    const bytes = Buffer.alloc(size);
    await readFully(handle, bytes, 0, { path, format: 'JSON' });
    return bytes.toString('utf8');
  } finally {
    await handle.close();
  }
}
