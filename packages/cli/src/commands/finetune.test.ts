import { cp, readFile, readdir, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { builtInNames } from '../testing/built-in-names.js';
import { answerCloze, callCloze, type Called } from '../testing/call-cloze.js';
import { killWhen } from '../testing/kill-when.js';
import { runCloze } from '../testing/run-cloze.js';
import { tinyFinetune } from '../testing/tiny-finetune.js';
import { useRunFolder } from '../testing/tiny-run.js';

// From config to prediction.
const run = useRunFolder(tinyFinetune);
let whole: Called;
beforeAll(async () => {
  whole = await finetune('whole');
}, 60_000);

const finetune = (out: string, ...args: string[]) => callCloze('finetune', 'run.json', '--out', out, ...args);
const predict = async (model: string, lines: readonly unknown[], ...args: string[]) => {
  const input = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const { stdout, stderr, code } = await answerCloze(input, 'predict', '--model', model, ...args);
  const answers = stdout.trim().split('\n');
  return { code, stderr, answers: answers.map((line) => JSON.parse(line) as Record<string, unknown>) };
};
const readJson = async (path: string) => JSON.parse(await readFile(run.path(path), 'utf8')) as Record<string, unknown>;

describe('cloze finetune', () => {
  it('trains from a config, tells losses and metrics, and leaves a model that others read', async () => {
    expect(whole.code).toBe(0);
    const shown = whole.stdout.split('\n').map((line) => line.replace(/( +[\d.]+)+$/, '').trimEnd());
    expect(shown).toEqual([
      'done after step 9 of',
      '                  validation  guessing the most frequent',
      '  loss',
      '  topic.loss',
      '  topic.targets',
      '  topic.accuracy',
      expect.stringMatching(/^model: whole(?:, the model of step \d, which evaluated best)?$/),
      '',
    ]);
    expect(await readJson('whole/config.json')).toMatchObject({
      architectures: ['BertForSequenceClassification'],
      id2label: { 0: 'animals', 1: 'places' },
    });
    expect(await readJson('whole/evaluation.json')).toEqual({
      step: expect.any(Number),
      validation: {
        loss: expect.any(Number),
        'topic.loss': expect.any(Number),
        'topic.targets': 8,
        'topic.accuracy': expect.any(Number),
      },
      majority: { 'topic.accuracy': expect.any(Number) },
    });
    expect(await readJson('whole/cloze.json')).toMatchObject({
      heads: [{ id: 'topic', use: 'sequence-classification.v1', labels: ['animals', 'places'] }],
      input: { maxLength: 16, stride: 4 },
    });
  });

  it('resumes bit for bit after Ctrl-C', async () => {
    const onStart = killWhen(run.path('interrupted/checkpoints/step-00000002'), 'SIGINT');
    const args = ['finetune', 'run.json', '--out', 'interrupted'];
    const interrupted = await runCloze(args, { cwd: run.folder, env: run.env, onStart });
    expect(interrupted.code).toBe(1);
    expect(interrupted.stdout).toMatch(/^interrupted after step \d of 9; --resume goes on from there\n$/);
    expect((await finetune('interrupted', '--resume')).code).toBe(0);
    const weights = (out: string) => readFile(run.path(`${out}/model.safetensors`));
    expect(await weights('interrupted')).toEqual(await weights('whole'));
  });

  it('runs seeds and a grid over several heads, and keeps the model that evaluated best', async () => {
    const heads = [
      { id: 'topic', use: 'sequence-classification.v1', metrics: [] },
      {
        id: 'animals',
        use: 'token-classification.v1',
        metrics: [{ use: 'entity-f1.v1' }],
        data: {
          train: { use: 'toy-tags.v1', files: ['train.txt'] },
          validation: { use: 'toy-tags.v1', files: ['dev.txt'] },
        },
      },
    ];
    const config = await readJson('run.json');
    const grid = { 'optimizer.learningRate': [0.001, 0.03] };
    const training = { batchSize: 8, epochs: 2, seeds: [3, 4], bestMetric: 'animals.loss' };
    await writeFile(run.path('grid.json'), JSON.stringify({ ...config, heads, grid, training }));
    const done = await callCloze('finetune', 'grid.json', '--out', 'grid');
    expect(done.code).toBe(0);
    expect(done.stdout).toMatch(/^optimizer\.learningRate 0\.001\n +mean +standard deviation +seed 3 +seed 4\n/);
    expect(done.stdout).toMatch(/\nmodel: grid, that of grid\/grid-2\/seed-[34], which evaluated best\n$/);
    const table = JSON.parse(await readFile(run.path('grid/grid.json'), 'utf8')) as { values: unknown }[];
    expect(table.map(({ values }) => values)).toEqual([
      { 'optimizer.learningRate': 0.001 },
      { 'optimizer.learningRate': 0.03 },
    ]);
    const { answers } = await predict('grid', [{ id: 'x', text: 'the cat  sat.' }]);
    expect(answers[0]).toMatchObject({
      id: 'x',
      topic: { label: expect.any(String) },
      animals: {
        tags: [expect.any(String), expect.any(String), expect.any(String), expect.any(String)],
        offsets: [
          [0, 3],
          [4, 7],
          [9, 12],
          [12, 13],
        ],
      },
    });
  }, 60_000);

  it.each([
    ['adapters', { lora: { rank: 2, targets: ['query', 'dense'] } }],
    ['a learned mix of the frozen layers', { features: { layers: 'mix' } }],
    ['the frozen last layers side by side', { features: { layers: 'last4-concat' } }],
  ])('trains %s beside the head alone, and predicts with them', async (name, change) => {
    const { tokenizer: _, encoder: __, ...config } = await readJson('run.json');
    const out = name.replaceAll(' ', '-');
    await writeFile(run.path(`${out}.json`), JSON.stringify({ ...config, model: 'whole', ...change }));
    expect((await callCloze('finetune', `${out}.json`, '--out', out)).code).toBe(0);
    const { answers } = await predict(out, [{ text: 'the cat sat .' }]);
    expect(answers[0]).toMatchObject({ label: expect.any(String) });
  });

  it('trains adapters of the layers that are not frozen', async () => {
    const { tokenizer: _, encoder: __, ...config } = await readJson('run.json');
    const trained = async (freeze: readonly string[]) => {
      const optimizer = { ...(config['optimizer'] as object), freeze };
      await writeFile(
        run.path('some.json'),
        JSON.stringify({ ...config, model: 'whole', lora: { rank: 2 }, optimizer }),
      );
      const { stdout } = await callCloze('finetune', 'some.json', '--estimate', '--json');
      return (JSON.parse(stdout) as { parameters: { trained: number } }).parameters.trained;
    };
    const { hidden_size: size } = (await readJson('whole/config.json')) as { hidden_size: number };
    // Query and value, each with A [2, size] and B [size, 2].
    expect((await trained([])) - (await trained(['layers:1']))).toBe(2 * 2 * 2 * size);
  });

  it('tells what the test data has wrong before the first step', async () => {
    const heads = [{ id: 'names', use: 'crf-tagging.v1' }];
    const read = (file: string) => ({ use: 'conll.v1', files: [file] });
    const data = { train: read('good.bio'), validation: read('good.bio'), test: read('bad.bio') };
    await writeFile(run.path('good.bio'), 'a O\ncat B-animal\n\na O\ndog B-animal\nhouse I-animal\n');
    await writeFile(run.path('bad.bio'), 'a O\n\nthe O\ncat I-animal\n');
    await writeFile(run.path('names.json'), JSON.stringify({ ...(await readJson('run.json')), heads, data }));
    const { code, stderr } = await callCloze('finetune', 'names.json', '--out', 'names');
    expect(stderr.slice(stderr.lastIndexOf('error: '))).toBe(
      `error: A sequence of tags is not allowed in the scheme "bio"\n  where: ${run.path('bad.bio')}:4\n` +
        '  received: I-animal at word 2 ("cat") after O\n' +
        '  fix: correct the tags, choose the scheme that they are written in, or set "invalid": "repair"\n',
    );
    expect(code).toBe(1);
    expect(await readdir(run.path('names/checkpoints')).catch(() => [])).toEqual([]);
  });

  it('shows encoded examples with their labels, and what a run will need', async () => {
    const shown = await finetune('none', '--dry-run');
    const lines = shown.stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    expect(lines[0]).toMatch(/^topic: \[CLS\] .* \[SEP\] {2}\(\d+ tokens\) {2}\{"label":"animals"\}$/);
    const estimate = await finetune('none', '--estimate', '--set', 'training.seeds=[1,2,3]');
    expect(estimate.stdout).toContain('and so 3 times: each seed and combination\n');
    expect(await readdir(run.folder)).not.toContain('none');
  });

  it('refuses examples longer than the encoder takes before it trains', async () => {
    const { code, stderr } = await finetune('long', '--set', 'data.maxLength=17');
    expect(code).toBe(1);
    expect(stderr.slice(stderr.lastIndexOf('error: '))).toContain(
      'where: data.maxLength\n  received: 17 tokens\n  allowed: at most 16, the positions of the encoder\n',
    );
  });
});

describe('cloze predict', () => {
  it('answers each line or says why not, and goes on', async () => {
    const long = 'cat '.repeat(20);
    const { code, answers, stderr } = await predict('whole', [
      { text: 'the cat sat .' },
      { words: ['a', 'hill'], id: 7 },
      '{"text": ',
      { text: long },
      { text: 'a', pair: 'b' },
      { question: 'who ?', context: 'the cat' },
      { texts: 'a' },
      {},
    ]);
    expect(code).toBe(0);
    const { probabilities, ...first } = answers[0];
    const { animals, places } = probabilities as Record<string, number>;
    expect(animals + places).toBeCloseTo(1, 6);
    expect(first).toEqual({ label: animals > places ? 'animals' : 'places' });
    expect(answers[1]).toEqual({ id: 7, label: expect.any(String), probabilities: expect.any(Object) });
    expect(answers.slice(2)).toEqual(
      [
        'A line of the input is not JSON\n  where: line 3\n  received: {"text": ',
        'A text is longer than the limit\n  where: line 4\n  received: 22 tokens\n  allowed: at most 16\n' +
          '  fix: shorten it, or give --long cut or --long split',
        'No head of the model can read an input\n  where: line 5\n  received: {"text", "pair"}\n  allowed: {"text"} or {"words"}',
        'No head of the model can read an input\n  where: line 6\n  received: {"question", "context"}\n' +
          '  allowed: {"text"} or {"words"}',
        'An input is not what predict reads\n  where: line 7\n  received: Unrecognized key: "texts"\n' +
          '  allowed: {"text"}, {"words"}, {"text", "pair"} or {"question", "context"}',
        'An input is not what predict reads\n  where: line 8\n  received: an empty object\n' +
          '  allowed: {"text"}, {"words"}, {"text", "pair"} or {"question", "context"}',
      ].map((message) => ({ error: { code: 'CLOZE_DATA', message } })),
    );
    expect(stderr).toContain('warning: 6 of 8 lines could not be answered; each tells why\n');
    const split = await predict('whole', [{ text: long }], '--long', 'split');
    expect(split.answers[0]).toMatchObject({ label: expect.any(String) });
    const cut = await predict('whole', [{ text: long }], '--long', 'cut');
    expect(cut.stderr).toContain('warning: line 1 was cut to 16 tokens\n');
  }, 30_000);

  it('names the plugin of a head that is not there, and how to give it', async () => {
    await cp(run.path('whole'), run.path('foreign'), { recursive: true });
    const manifest = await readFile(run.path('whole/cloze.json'), 'utf8');
    await writeFile(run.path('foreign/cloze.json'), manifest.replaceAll('sequence-classification.v1', 'my-head.v1'));
    const { code, stderr } = await callCloze('predict', '--model', 'foreign');
    expect(code).toBe(1);
    expect(stderr.slice(stderr.lastIndexOf('error: '))).toBe(
      'error: The head "topic" of the model needs the plugin "my-head.v1", which is not there\n' +
        '  where: foreign/cloze.json: heads[0]\n  received: "my-head.v1"\n' +
        `  allowed: ${builtInNames('head')}\n  fix: name the module that defines it with --plugin FILE\n`,
    );
  });
});

describe('cloze finetune --model', () => {
  it('tells which weights of an encoder are left where fewer layers are wanted', async () => {
    const { tokenizer: _, encoder, ...config } = await readJson('run.json');
    const smaller = { ...config, model: 'whole', encoder: { ...(encoder as object), layers: 1 } };
    await writeFile(run.path('smaller.json'), JSON.stringify(smaller));
    const { code, stderr } = await callCloze(
      'finetune',
      'smaller.json',
      '--out',
      'smaller',
      '--set',
      'training.epochs=1',
    );
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /The encoder of [^\n]*whole is used in part; weights that are left: bert\.encoder\.layer\.1\.[^\n]*, … \(16\)\n/,
    );
  });
});

describe('cloze evaluate', () => {
  it('holds heads against records read as they were in training, and writes numbers and a report', async () => {
    const { code, stdout } = await callCloze(
      'evaluate',
      '--model',
      'whole',
      '--data',
      'dev.txt',
      '--plugin',
      'toy-records.mjs',
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^topic: 8 records\n {2}loss +[\d.]+\n {2}targets +8\n {2}accuracy +[\d.]+\nreport: whole\/evaluation\/report\.html\n$/,
    );
    const { heads } = (await readJson('whole/evaluation/evaluation.json')) as { heads: { findings: object }[] };
    expect(heads[0].findings).toMatchObject({ confusion: { labels: ['animals', 'places'] } });
    const page = await readFile(run.path('whole/evaluation/report.html'), 'utf8');
    for (const part of ['Scores', 'By type', 'Confusion', 'Reliability']) expect(page).toContain(part);
  });

  it('reads records that are too long as the run did', async () => {
    const config = await readJson('run.json');
    const data = { ...(config['data'] as object), maxLength: 6, tooLong: 'cut' };
    const test = { use: 'toy-records.v1', files: ['train.txt'] };
    await writeFile(run.path('cut.json'), JSON.stringify({ ...config, data: { ...data, test } }));
    const { stdout } = await callCloze('finetune', 'cut.json', '--out', 'cut', '--json');
    const tested = (JSON.parse(stdout) as { run: { test: Record<string, number> } }).run.test;
    const args = ['--data', 'train.txt', '--plugin', 'toy-records.mjs'];
    expect((await callCloze('evaluate', '--model', 'cut', ...args)).code).toBe(0);
    const { heads } = (await readJson('cut/evaluation/evaluation.json')) as {
      heads: { values: Record<string, number> }[];
    };
    expect(heads[0].values).toMatchObject({
      accuracy: tested['topic.accuracy'],
      targets: 24,
      loss: expect.closeTo(tested['topic.loss'], 6),
    });
  });

  it('measures one of several heads on data of its own', async () => {
    const data = ['--data', 'dev.txt', '--plugin', 'toy-records.mjs'];
    const { code, stdout } = await callCloze('evaluate', '--model', 'grid', '--head', 'animals', ...data);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^animals: 8 records\n[^:]*report: grid\/evaluation\/animals\/report\.html\n$/);
    const unreadable = await callCloze('evaluate', '--model', 'grid', '--data', 'missing.txt');
    expect(unreadable.stderr).toMatch(
      / \(head "topic"\)\n[^]*\n {2}fix: [^\n]*; where heads have data of their own, evaluate one at a time with --head\n$/,
    );
    const unknown = await callCloze('evaluate', '--model', 'grid', '--head', 'animal', ...data);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toBe(
      'error: The model has no such head\n  where: --head\n  received: animal\n  allowed: topic, animals\n' +
        '  fix: did you mean "animals"?\n',
    );
  });

  it('says so where it is not told how to read the files', async () => {
    await cp(run.path('whole'), run.path('untold'), { recursive: true });
    const manifest = await readJson('whole/cloze.json');
    await writeFile(run.path('untold/cloze.json'), JSON.stringify({ ...manifest, provenance: undefined }));
    const { code, stderr } = await callCloze('evaluate', '--model', 'untold', '--data', 'dev.txt');
    expect(code).toBe(2);
    expect(stderr.slice(stderr.lastIndexOf('error: '))).toBe(
      'error: It is not known how to read the files\n  where: --data\n  received: dev.txt\n' +
        '  allowed: a dataset as in a config, such as \'{"use": "jsonl.v1", "files": ["test.jsonl"]}\', or a .json file with one\n' +
        '  fix: name the dataset: the model does not tell how its own data was read\n',
    );
  });
});
