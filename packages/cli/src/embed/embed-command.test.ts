import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useBackend } from '@cloze/backend/testing';
import { writeModelFolder } from '@cloze/checkpoints';
import { KeyedRandom } from '@cloze/contracts';
import { bert } from '@cloze/encoder-core';
import { loadTokenizer } from '@cloze/tokenizer';
import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../testing/message-of.js';
import { runCloze } from '../testing/run-cloze.js';
import { parseTextLine } from './parse-text-line.js';

let folder: string;
const model = () => join(folder, 'model');
beforeAll(async () => {
  await useBackend('cpu');
  folder = mkdtempSync(join(tmpdir(), 'cloze-embed-'));
  await writeFile(join(folder, 'vocab.txt'), '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\ncat\nsat\n');
  const tokenizer = await loadTokenizer(join(folder, 'vocab.txt'));
  const options = bert.options.parse({ hiddenSize: 4, heads: 1, layers: 4, maxPositions: 8 });
  const encoder = bert.create(options, { vocabularySize: 8, random: new KeyedRandom(1) });
  await writeModelFolder(model(), { config: encoder.modelConfig(), parameters: encoder.parameters, tokenizer });
  encoder.dispose();
});
afterAll(() => rmSync(folder, { recursive: true }));

const embed = (args: readonly string[], input: string) =>
  runCloze(['embed', '--model', model(), ...args], { input, cwd: folder });
const vectors = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { vector: number[] }).vector);

describe('cloze embed', () => {
  it('writes a line with a vector for each text or stretch, in order', async () => {
    const input = '{"text":"the cat sat"}\n{"text":"the cat sat","start":4,"end":7}\n{"text":"the cat sat"}\n';
    const { stdout, code } = await embed([], input);
    expect(code).toBe(0);
    const [whole, word, again] = vectors(stdout);
    expect(whole).toHaveLength(4);
    expect(again).toEqual(whole);
    expect(word).not.toEqual(whole);
    const joined = await embed(['--layers', 'last4-concat', '--normalize', '--pooling', 'cls'], input);
    expect(Math.hypot(...vectors(joined.stdout)[0])).toBeCloseTo(1, 5);
    expect(vectors(joined.stdout)[0]).toHaveLength(16);
  });

  it('writes arrays and tables into files', async () => {
    for (const format of ['npy', 'parquet']) {
      const { code, stdout } = await embed(['--format', format, '--out', `v.${format}`], '{"text":"cat"}\n');
      expect([code, stdout]).toEqual([0, '']);
    }
    expect(readFileSync(join(folder, 'v.npy')).toString('latin1')).toContain("'shape': (1, 4)");
    expect(readFileSync(join(folder, 'v.parquet')).toString('latin1', 0, 4)).toBe('PAR1');
  });

  it('says what is wrong with its options and its input', async () => {
    const long = await embed([], `{"text":"${'cat '.repeat(9)}"}\n`);
    expect([long.code, long.stderr.split('\n').slice(-6).join('\n')]).toEqual([
      1,
      'error: A text is longer than the model takes\n  where: line 1\n  received: 11 tokens\n  allowed: at most 8\n' +
        '  fix: shorten it, or cut or split long texts (`--long cut`, `--long split`)\n',
    ]);
    const wrong = await embed(['--pooling', 'men'], '');
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      'error: Wrong value of --pooling\n  where: --pooling\n  received: men\n  allowed: mean, cls, max\n  fix: did you mean "mean"?\n',
    ]);
    const nowhere = await embed(['--format', 'npy'], '');
    expect([nowhere.code, nowhere.stderr]).toEqual([
      2,
      'error: The format npy goes into a file\n  where: --format\n  fix: give --out FILE too\n',
    ]);
  });
});

describe('parseTextLine', () => {
  it('says what a line may be', async () => {
    const what = 'A line of the input is not what `cloze embed` reads\n  where: line 3\n';
    expect(await messageOf(() => parseTextLine('"cat"', 3))).toBe(
      `${what}  received: "cat"\n  allowed: {"text": "…"}, or {"text": "…", "start": 0, "end": 3}`,
    );
    expect(await messageOf(() => parseTextLine('{"text":"cat","start":2}', 3))).toBe(
      `${what}  received: "start": 2, "end": nothing in a text of 3\n` +
        '  allowed: both, with start < end <= the length of the text, in UTF-16 code units',
    );
  });
});
