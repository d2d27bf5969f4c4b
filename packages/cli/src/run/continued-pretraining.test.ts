import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { openSafetensors } from '@cloze/checkpoints';
import { silentLogger } from '@cloze/contracts';
import { loadTokenizer } from '@cloze/tokenizer';
import { beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../testing/message-of.js';
import { TINY_CONFIG, useTinyRun } from '../testing/tiny-run.js';
import { withRunFolder } from './open-run-folder.js';
import { pretrain } from './pretrain.js';
import { resolveRun } from './resolve-run.js';

// In this process: a base model, and runs that go on from it on another corpus.
const folder = useTinyRun();
const lines: string[] = [];
const logger = { ...silentLogger, info: (line: string) => void lines.push(line) };

/** Runs a config into a folder. */
async function run(out: string, config: object, options: { resume?: boolean; signal?: AbortSignal } = {}) {
  const { resume = false, signal } = options;
  await writeFile(folder.path(`${out}.json`), JSON.stringify({ trackers: [{ use: 'jsonl-tracker.v1' }], ...config }));
  const resolved = await resolveRun(folder.path(`${out}.json`), {});
  lines.length = 0;
  return withRunFolder({ ...resolved, out: folder.path(out), resume, logger: silentLogger }, (artefacts) =>
    pretrain({ resolved, artefacts, resume, backend: 'cpu', logger, signal }),
  );
}

const { tokenizer: _, encoder: __, ...REST } = TINY_CONFIG;
const domain = (training: object = {}) => ({
  ...REST,
  model: 'base',
  data: { train: { use: 'text.v1', files: ['domain.txt'], documents: 'blank-line' } },
  training: { ...TINY_CONFIG.training, ...training },
});

async function table(path: string, name: string) {
  const file = await openSafetensors(folder.path(`${path}/model.safetensors`));
  const values = await file.read(name);
  const { shape } = file.tensors.get(name) ?? { shape: [] };
  await file.close();
  return { shape, values };
}
const WORDS = 'bert.embeddings.word_embeddings.weight';

beforeAll(async () => {
  const paragraph = 'a zebra sat on the mat . the quagga ran after the zebra .';
  const paragraphs = Array.from({ length: 20 }, (_, i) => `${paragraph}${' red'.repeat(i)}`);
  await writeFile(folder.path('domain.txt'), `${paragraphs.join('\n\n')}\n`);
  await run('base', TINY_CONFIG);
});

describe('a run with a model', () => {
  it('goes on from its weights with its encoder and tokenizer', async () => {
    const { status, evaluation } = await run('kept', domain({ maxSteps: 1 }));
    expect(status).toBe('completed');
    // Every weight: a list of new ones would follow.
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^took \\d+ weights from ${folder.path('base')}$`)));
    const [base, kept] = [await table('base', WORDS), await table('kept', WORDS)];
    expect(kept.shape).toEqual(base.shape);
    const moved = kept.values.map((value, i) => Math.abs(value - base.values[i]));
    // The schedule's first step has the full rate, 0.01, and Adam moves by no more.
    expect(Math.max(...moved)).toBeGreaterThan(0);
    expect(Math.max(...moved)).toBeLessThan(0.0101);
    expect((await loadTokenizer(folder.path('kept'))).fingerprint).toBe(
      (await loadTokenizer(folder.path('base'))).fingerprint,
    );
    const fresh = { ...TINY_CONFIG, data: domain().data, training: domain({ maxSteps: 1 }).training };
    expect(evaluation?.['loss']).not.toBe((await run('fresh', fresh)).evaluation?.['loss']);
  });

  it('adds words to the vocabulary, whose rows follow the old ones, and resumes bit for bit', async () => {
    const words = ['zebra', 'quagga', 'cat'];
    const config = { ...domain(), tokenizer: { addTokens: words } };
    await run('grown', config);
    const before = (await table('base', WORDS)).shape[0];
    expect(lines).toContain(`added 2 of 3 words to the vocabulary: ${before} → ${before + 2} entries`);
    const grown = await loadTokenizer(folder.path('grown'));
    expect(grown.encode('the zebra ran').tokens).toEqual(['[CLS]', 'the', 'zebra', 'ran', '[SEP]']);
    expect(grown.encode('zebras').tokens).not.toContain('zebra');
    for (const name of [WORDS, 'cls.predictions.bias'])
      expect((await table('grown', name)).shape[0], name).toBe(before + 2);
    // Taken from the model before the first step: the old rows, and new ones beside them.
    const untrained = { ...config, optimizer: { ...TINY_CONFIG.optimizer, learningRate: 1e-30 } };
    await run('untrained', untrained);
    const [old, now] = [await table('base', WORDS), await table('untrained', WORDS)];
    expect(now.values.subarray(0, old.values.length)).toEqual(old.values);
    expect(now.values.subarray(old.values.length).some((value) => value !== 0)).toBe(true);

    const interrupted = await run('stopped', config, { signal: AbortSignal.abort() });
    expect(interrupted.status).toBe('interrupted');
    await run('stopped', config, { resume: true });
    expect(await table('stopped', WORDS)).toEqual(await table('grown', WORDS));
    await writeFile(folder.path('words.txt'), `${words.join('\n')}\n\n`);
    await run('from-file', { ...config, tokenizer: { addTokens: 'words.txt' } });
    expect(await table('from-file', WORDS)).toEqual(await table('grown', WORDS));
  });

  it('goes on from a checkpoint, and from a run that is not done', async () => {
    const at = 'base/checkpoints/step-00000004';
    await run('from-step', { ...domain({ maxSteps: 1 }), model: at });
    expect(lines).toContainEqual(expect.stringMatching(new RegExp(`^took \\d+ weights from ${folder.path(at)}$`)));
    await cp(folder.path('base'), folder.path('undone'), { recursive: true });
    await rm(folder.path('undone/config.json'));
    await run('from-undone', { ...domain({ maxSteps: 1 }), model: 'undone' });
    expect(await table('from-undone', WORDS)).toEqual(await table('kept', WORDS));
    expect(await table('from-step', WORDS)).not.toEqual(await table('kept', WORDS));
  });

  it('freezes what it is told to, and lowers the rate from layer to layer', async () => {
    const optimizer = { ...TINY_CONFIG.optimizer, freeze: ['embeddings'], layerDecay: 0.5 };
    await run('frozen', { ...domain({ maxSteps: 1 }), optimizer });
    expect(await table('frozen', WORDS)).toEqual(await table('base', WORDS));
  });

  it('says what does not fit', async () => {
    expect(await messageOf(() => run('none', { ...domain(), model: 'nowhere' }))).toBe(
      `A folder is no model folder\n  where: ${folder.path('nowhere')}\n  received: nothing of this name\n` +
        '  allowed: a folder with config.json and weights',
    );
    expect(await messageOf(() => run('other', { ...domain(), tokenizer: { path: 'elsewhere' } }))).toBe(
      'A model goes on with its own tokenizer, whose entries its word embeddings stand for\n  where: tokenizer.path\n' +
        '  received: "elsewhere"\n  allowed: "base"\n  fix: remove it, and name new words in "tokenizer.addTokens"',
    );
    expect(await messageOf(() => run('size', { ...domain(), encoder: { hiddenSize: 12 } }))).toMatch(
      /^The weights of a model folder do not fit the model\n {2}where: .*base\n {2}received: \d+ misshapen: /,
    );
    expect(await messageOf(() => run('words', { ...domain(), tokenizer: { addTokens: 'no.txt' } }))).toBe(
      `The words to add to the vocabulary cannot be read\n  where: tokenizer.addTokens, ${folder.path('no.txt')}\n` +
        `  received: ENOENT: no such file or directory, open '${folder.path('no.txt')}'\n` +
        '  allowed: a text file with one word a line',
    );
  });
});

describe('phases', () => {
  it('each have draws of their own, and one validation for all', async () => {
    const phase = { training: { ...TINY_CONFIG.training, maxSteps: 2 } };
    await run('phased', { ...TINY_CONFIG, phases: [phase, phase] });
    const plan = (phase: number, split: string) =>
      readFile(folder.path(`phased/phases/${phase}/plans/${split}/epoch-00000.plan`));
    expect(await plan(1, 'train')).not.toEqual(await plan(2, 'train'));
    expect(await plan(1, 'validation')).toEqual(await plan(2, 'validation'));
  });
});

it('goes on from a model that started from word vectors without their file', async () => {
  await writeFile(folder.path('own.txt'), 'cat 1 2\nmat 3 4\n');
  const encoder = { use: 'embedding-bag.v1', embeddingSize: 2, vectors: 'own.txt' };
  await run('from-vectors', { ...TINY_CONFIG, encoder, training: { ...TINY_CONFIG.training, maxSteps: 1 } });
  await rm(folder.path('own.txt'));
  const { status } = await run('further', { ...domain({ maxSteps: 1 }), model: 'from-vectors' });
  expect(status).toBe('completed');
});
