import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '@cloze/contracts';
import { main } from '../main.js';
import { tinyRun, type TinyRun } from '../testing/tiny-run.js';
import { evaluatePretrained } from './evaluate-pretrained.js';
import type { Evaluation } from './evaluation.js';

/** A config's changes, the file that it is trained on and measured on (`corpus.txt`), and what is measured. */
interface Chain {
  readonly change: object;
  readonly text?: string;
  readonly measures: readonly string[];
}

const CHAINS: Readonly<Record<string, Chain>> = {
  'mlm.v1 and sbo.v1 on spans': {
    change: {
      corruption: [{ use: 'span-masking.v1', rate: 0.3 }],
      objectives: [{ use: 'mlm.v1' }, { use: 'sbo.v1' }],
    },
    measures: [
      'mlm loss',
      'mlm accuracy',
      'mlm masked loss',
      'mlm masked accuracy',
      'sbo loss',
      'sbo accuracy',
      'mlm pseudo loss',
      'mlm pseudo-perplexity',
      'mlm pseudo accuracy',
    ],
  },
  'nsp.v1': {
    change: {
      sampler: { use: 'sentence-pairs.v1', maxLength: 24, singleSentences: 'random' },
      corruption: [],
      objectives: [{ use: 'nsp.v1' }],
    },
    measures: ['nsp loss', 'nsp accuracy'],
  },
  'sop.v1': {
    change: {
      sampler: { use: 'sentence-pairs.v1', maxLength: 20, negatives: 'swapped' },
      corruption: [],
      objectives: [{ use: 'sop.v1' }],
    },
    // Two segments in order are those of one document.
    text: 'sentences.txt',
    measures: ['sop loss', 'sop accuracy'],
  },
  'causal-lm.v1': {
    change: { corruption: [], objectives: [{ use: 'causal-lm.v1' }] },
    measures: ['causal-lm loss', 'causal-lm perplexity', 'causal-lm accuracy'],
  },
  'denoising.v1': {
    change: {
      corruption: [
        { use: 'delete.v1', rate: 0.2 },
        { use: 'insert.v1', rate: 0.2 },
      ],
      objectives: [{ use: 'denoising.v1' }],
    },
    measures: [
      'denoising missing loss',
      'denoising missing accuracy',
      'denoising first loss',
      'denoising first accuracy',
      'denoising inserted loss',
      'denoising inserted accuracy',
      'denoising inserted F1',
    ],
  },
  'rtd.v1': {
    change: { objectives: [{ use: 'rtd.v1' }] },
    measures: [
      'rtd generator loss',
      'rtd generator accuracy',
      'rtd discriminator loss',
      'rtd discriminator accuracy',
      'rtd replaced F1',
    ],
  },
};

const folders: TinyRun[] = [];
beforeAll(() => {
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockReturnValue(true);
});
afterAll(async () => {
  vi.restoreAllMocks();
  delete process.env['CLOZE_CACHE'];
  await Promise.all(folders.map((folder) => folder.remove()));
});

async function trained(change: object, text: string): Promise<TinyRun> {
  const folder = await tinyRun((config) => {
    const train = { ...config.data.train, files: [text] };
    return { ...config, data: { train, validation: train }, ...change };
  });
  folders.push(folder);
  process.env['CLOZE_CACHE'] = folder.env.CLOZE_CACHE;
  const code = await main(['pretrain', folder.path('run.json'), '--out', folder.path('base'), '--backend', 'cpu']);
  expect(code).toBe(0);
  return folder;
}

describe('evaluating a pretrained model', () => {
  it.each(Object.entries(CHAINS))('measures %s', async (_name, { change, text = 'corpus.txt', measures }) => {
    const folder = await trained(change, text);
    const options = { model: folder.path('base'), plugins: [], backend: 'cpu', logger: silentLogger };
    const evaluation = await evaluatePretrained({ ...options, data: [folder.path(text)] });
    const told = evaluation.measures.map(({ objective, name }) => `${objective} ${name}`);
    expect(told.sort()).toEqual(expect.arrayContaining([...measures].sort()));
    for (const { name, value, low, high, constant } of evaluation.measures) {
      expect(low, name).toBeLessThanOrEqual(value);
      expect(high, name).toBeGreaterThanOrEqual(value);
      expect(constant, name).toBeDefined();
    }
    // The same text, masks and weights as the evaluation at the end of training.
    const manifest = JSON.parse(await readFile(folder.path('base/cloze.json'), 'utf8'));
    const before: Readonly<Record<string, number>> = manifest.provenance.evaluation;
    const [first] = evaluation.measures;
    const metric = `${first.objective}.${first.name === 'loss' ? 'loss' : `${first.name.replace(' loss', '')}.loss`}`;
    expect(first.value).toBeCloseTo(before[metric], 4);
  });

  it('prints and saves numbers and report', async () => {
    const folder = folders[0];
    const written: string[] = [];
    vi.mocked(process.stdout.write).mockImplementation((text) => written.push(String(text)) > 0);
    const data = folder.path('corpus.txt');
    expect(await main(['evaluate', '--model', folder.path('base'), '--data', data, '--backend', 'cpu', '--json'])).toBe(
      0,
    );
    const saved: Evaluation = JSON.parse(await readFile(folder.path('base/evaluation/evaluation.json'), 'utf8'));
    expect(JSON.parse(written.join(''))).toEqual(saved);
    expect(saved.data.files).toEqual([data]);
    expect(saved.sample?.examples).toBeGreaterThan(0);
    const page = await readFile(folder.path('base/evaluation/report.html'), 'utf8');
    expect(page).toContain('<h1>Evaluation of a pretrained model</h1>');
    expect(page).toContain('mlm: masked accuracy');
    expect(await readFile(folder.path('base/report.html'), 'utf8')).toContain('<h1>Pretraining: base</h1>');
  });
});
