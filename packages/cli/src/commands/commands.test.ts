import { readFile, writeFile } from 'node:fs/promises';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { load } from '../model/loaded-model.js';
import { messageOf } from '../testing/message-of.js';
import { runCloze, type RunClozeOptions } from '../testing/run-cloze.js';
import { tinyRun, type TinyRun } from '../testing/tiny-run.js';

// The commands as real processes, one after the other as a user would call them.
let run: TinyRun;
const cloze = (args: readonly string[], options: RunClozeOptions = {}) =>
  runCloze(args, { cwd: run.folder, env: run.env, ...options });
const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const MODULE = `
import { defineCorruption, TokenAction, type Logger } from '@cloze/contracts';
import { LOGGER, override } from '@cloze/registry';
import { z } from 'zod';

/** Hides the last word. */
export const hideLast = defineCorruption({
  name: 'hide-last.v1',
  summary: 'Hides the last word.',
  options: z.strictObject({ replace: z.boolean().default(false) }),
  features: () => ({ provides: ['spoilt', 'token-targets'] }),
  create: (_options, { vocabulary }) => (view) => {
    const inputIds = view.inputIds.slice();
    const actions = view.actions.slice();
    const last = inputIds.length - 2;
    inputIds[last] = vocabulary.special.mask;
    actions[last] = TokenAction.masked;
    return { ...view, inputIds, actions };
  },
});

export const loud = override(LOGGER, (_services, original): Logger => {
  const { debug, warn } = original();
  return { debug, warn, info: (message) => process.stderr.write(\`LOUD \${message.toUpperCase()}\\n\`) };
});
`;

beforeAll(async () => {
  run = await tinyRun((config) => ({
    ...config,
    plugins: ['./mine.ts'],
    tokenizer: { use: 'wordpiece.v1', path: 'tokenizer' },
    corruption: [{ use: 'hide-last.v1' }],
    training: { ...config.training, workers: 1 },
  }));
  await writeFile(run.path('mine.ts'), MODULE);
});
afterAll(() => run.remove());

describe('the commands', () => {
  it('tokenizer train writes a tokenizer, and refuses to write over anything', async () => {
    const train = ['tokenizer', 'train', '--files', 'corp*.txt', '--vocab-size', '60', '--out', 'tokenizer', '--json'];
    const trained = await cloze(train);
    expect([trained.code, JSON.parse(trained.stdout)]).toEqual([
      0,
      expect.objectContaining({ directory: 'tokenizer', plugin: 'wordpiece.v1', files: 1 }),
    ]);
    expect(trained.stderr).toMatch(/^trained wordpiece\.v1 on 1 file in \d+\.\d s$/m);
    const again = await cloze(train);
    expect(again.stderr).toBe(
      'error: The folder is not empty\n  where: --out tokenizer\n  received: tokenizer.json, tokenizer_config.json, vocab.txt\n' +
        '  allowed: a new or empty folder\n  fix: choose another folder\n',
    );
    expect(again.code).toBe(2);
  });

  it('tokenizer encode gives ids, tokens and UTF-16 offsets of each line', async () => {
    const encode = ['tokenizer', 'encode', '--tokenizer', 'tokenizer'];
    const { stdout, code } = await cloze(encode, { input: 'The cat\n\n🙂 dog\n' });
    const encoded = lines(stdout);
    expect([code, encoded.map(({ tokens }) => tokens)]).toEqual([
      0,
      [
        ['[CLS]', 'the', 'cat', '[SEP]'],
        ['[CLS]', '[SEP]'],
        ['[CLS]', '[UNK]', 'dog', '[SEP]'],
      ],
    ]);
    expect(encoded[2].offsets).toEqual([
      [0, 0],
      [0, 2],
      [3, 6],
      [0, 0],
    ]);
    const wrong = await cloze([...encode, '--jsonl'], { input: '"fine"\n["a"]\n' });
    expect(wrong.stderr).toBe(
      'error: A line of the input is not what --jsonl reads\n  where: line 2\n  received: ["a"]\n' +
        '  allowed: a JSON string, or a pair of strings ["a", "b"]\n',
    );
    expect([wrong.code, lines(wrong.stdout)]).toEqual([1, [expect.objectContaining({ tokens: expect.anything() })]]);
  });

  it('pretrain --dry-run shows ten examples, with a user’s corruption at work', async () => {
    const { code, stdout } = await cloze(['pretrain', 'run.json', '--dry-run', '--json']);
    const examples = JSON.parse(stdout);
    expect([code, examples.length]).toEqual([0, 10]);
    for (const { text, touched } of examples)
      expect([text, touched]).toEqual([expect.stringMatching(/→\[MASK\]\} \[SEP\]$/), 1]);
  });

  it('pretrain trains with a user’s corruption in worker threads and a service that the user replaced', async () => {
    const { code, stdout, stderr } = await cloze(['pretrain', 'run.json', '--out', 'run']);
    expect(stdout).toMatch(/^done after step 6 of 6; validation:\n {2}loss {2}\d/);
    expect(stderr).toContain('LOUD BACKEND CPU, NAMED BY CLOZE_BACKEND\n');
    expect(code).toBe(0);
    const saved = JSON.parse(await readFile(run.path('run/run.json'), 'utf8'));
    expect(saved).toMatchObject({ directory: '..', corruption: [{ use: 'hide-last.v1', replace: false }] });
    const rows = lines(await readFile(run.path('run/metrics.jsonl'), 'utf8'));
    expect(rows.filter(({ split }) => split === 'train').map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(rows.filter(({ split }) => split === 'validation').map(({ step }) => step)).toEqual([3, 6]);
  });

  it('fill-mask tells the most probable words', async () => {
    const args = ['fill-mask', '--model', 'run', '--top', '3', '--json', 'the [MASK] sat on the [MASK] .'];
    const { code, stdout } = await cloze(args);
    const [{ text, masks }] = JSON.parse(stdout);
    expect([code, text, masks.length]).toEqual([0, 'the [MASK] sat on the [MASK] .', 2]);
    expect(masks.map(({ start, end }: { start: number; end: number }) => text.slice(start, end))).toEqual([
      '[MASK]',
      '[MASK]',
    ]);
    const [{ candidates }] = masks;
    expect(candidates).toHaveLength(3);
    expect(candidates[0].probability).toBeGreaterThanOrEqual(candidates[1].probability);
  });

  it('plugins lists a user’s beside the built-ins, and knows the kinds', async () => {
    const { stdout } = await cloze(['plugins', '--kind', 'corruption', '--plugin', 'mine.ts']);
    expect(stdout).toContain(
      '  hide-last.v1 (mine.ts): Hides the last word.\n      provides spoilt, token-targets\n      replace: boolean = false\n',
    );
    expect(stdout).toContain('  token-masking.v1: ');
    const wrong = await cloze(['plugins', '--kind', 'corruptoin']);
    expect(wrong.stderr).toBe(
      'error: Unknown kind "corruptoin"\n  where: --kind\n' +
        '  allowed: corruption, dataset, encoder, head, metric, objective, optimizer, sampler, schedule, tokenizer, tracker\n' +
        '  fix: did you mean "corruption"?\n',
    );
    expect(wrong.code).toBe(2);
  });

  it('doctor tells what this machine computes with', async () => {
    const { code, stdout } = await cloze(['doctor', '--json']);
    const { node, processor, backends } = JSON.parse(stdout);
    expect([code, node]).toEqual([0, process.versions.node]);
    expect(processor.threads).toBeGreaterThan(0);
    const available = backends.filter((backend: { available: boolean }) => backend.available);
    expect(available.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(['wasm', 'cpu']));
  });
});

describe('load', () => {
  it('loads a model and fills masks; disposing it brings the tensor count back', async () => {
    await (await load(run.path('run'), { backend: 'cpu', plugins: [run.path('mine.ts')] })).dispose();
    const before = memory().numTensors;
    const model = await load(run.path('run'));
    const [mask] = await model.fillMask('the [MASK] sat .', { top: 1000 });
    const total = mask.candidates.reduce((sum, { probability }) => sum + probability, 0);
    expect(total).toBeCloseTo(1, 5);
    await model.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('cuts or splits what is longer than the model, and refuses it otherwise', async () => {
    const model = await load(run.path('run'));
    const long = `${'the cat sat on the mat . '.repeat(5)}the [MASK] ran .`;
    expect(await messageOf(() => model.fillMask(long))).toBe(
      `A text is longer than the limit\n  where: ${long.slice(0, 40)}…\n  received: 41 tokens\n  allowed: at most 32\n` +
        '  fix: shorten it, or give --long cut or --long split',
    );
    expect(await model.fillMask(long, { long: 'split' })).toHaveLength(1);
    const cuts: number[] = [];
    const early = `the [MASK] sat . ${long}`;
    expect(await model.fillMask(early, { long: 'cut', onCut: (tokens) => cuts.push(tokens) })).toHaveLength(1);
    expect(cuts).toEqual([32]);
    expect(await model.fillMask(early, { long: 'split' })).toHaveLength(2);
    expect(await messageOf(() => model.fillMask('the cat sat .'))).toBe(
      'There is no mask to fill\n  received: the cat sat .\n  allowed: a text with [MASK] in it',
    );
    await model.dispose();
  });

  it('says what is no model', async () => {
    expect(await messageOf(() => load(run.path('tokenizer')))).toBe(
      `A folder is no model folder\n  where: ${run.path('tokenizer')}\n  received: no config.json\n` +
        '  allowed: a folder with config.json and weights',
    );
  });
});
