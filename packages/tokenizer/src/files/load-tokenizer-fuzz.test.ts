import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClozeError } from '@cloze/contracts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SubwordTokenizer } from '../subword-tokenizer.js';
import { tinyDefinition } from '../testing/tiny-tokenizer.js';
import { largestId } from './largest-id.js';
import { loadTokenizer } from './load-tokenizer.js';

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloze-fuzz-'));
  await new SubwordTokenizer(tinyDefinition(['a', 'b', '##b', 'constructor', '__proto__'])).save(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Loads a tokenizer and uses it: fine, or a ClozeError. Its size is bounded by that of its files. */
async function readAll(path: string, bytes: number): Promise<void> {
  try {
    const tokenizer = await loadTokenizer(path);
    expect(tokenizer.vocabulary.size).toBeLessThanOrEqual(largestId(bytes));
    const { single, pair } = tokenizer.definition.templates;
    expect(Math.max(single.length, pair.length)).toBeLessThanOrEqual(512);
    tokenizer.encode('a constructor, abb');
  } catch (error) {
    if (!ClozeError.is(error)) throw error;
  }
}

describe('a tokenizer from anywhere', () => {
  it.each([
    ['tokenizer.json', ''],
    ['vocab.txt', 'tokenizer.json'],
    ['tokenizer_config.json', 'tokenizer.json'],
  ])('with bytes of %s changed or cut off is read or refused', async (name, without) => {
    const path = join(folder, name);
    const whole = readFileSync(path);
    const other = without === '' ? undefined : readFileSync(join(folder, without));
    if (other) rmSync(join(folder, without));
    const edits = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(edits, fc.nat(whole.length), async (changes, length) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of changes) bytes[at] = value;
        writeFileSync(path, length % 5 === 0 ? bytes.subarray(0, length) : bytes);
        await readAll(folder, 4096);
      }),
      { numRuns: 200 },
    );
    writeFileSync(path, whole);
    if (other) writeFileSync(join(folder, without), other);
  });

  it.each(['tokenizer.json', 'tokenizer_config.json'])(
    'with any value at any place of %s is read or refused',
    async (name) => {
      const path = join(folder, name);
      const whole = readFileSync(path, 'utf8');
      const other = name === 'tokenizer.json' ? undefined : readFileSync(join(folder, 'tokenizer.json'));
      if (other) rmSync(join(folder, 'tokenizer.json'));
      const places = placesIn(JSON.parse(whole) as unknown);
      const item = { SpecialToken: { id: '[CLS]', type_id: 0 } };
      const value = fc.oneof(
        fc.jsonValue({ maxDepth: 2 }),
        fc.tuple(fc.constantFrom<unknown>(2, '[CLS]', item), fc.nat(600)).map(([of, count]) => Array(count).fill(of)),
        fc.constantFrom<unknown>(0, -1, 1.5, 2 ** 24, 1e300, 'constructor', '__proto__', '[CLS]', null, true, [], {}),
      );
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...places), value, async (place, given) => {
          const text = JSON.stringify(replaced(JSON.parse(whole) as unknown, place, given));
          writeFileSync(path, text);
          await readAll(folder, 2 ** 16 + text.length);
        }),
        { numRuns: 300 },
      );
      writeFileSync(path, whole);
      if (other) writeFileSync(join(folder, 'tokenizer.json'), other);
    },
  );
});

/** The path of every value in a JSON value. */
function placesIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, item]) => placesIn(item).map((place) => [key, ...place]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], given: unknown): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return given;
  const copy: unknown = Array.isArray(value) ? [...(value as unknown[])] : { ...value };
  Reflect.set(copy as object, key, replaced(Reflect.get(value, key), rest, given));
  return copy;
}
