import { writeFile } from 'node:fs/promises';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { load } from '../model/loaded-model.js';
import { messageOf } from '../testing/message-of.js';
import { callCloze } from '../testing/call-cloze.js';
import { TINY_CONFIG, useTinyRun } from '../testing/tiny-run.js';

const run = useTinyRun((config) => ({
  ...config,
  corruption: [],
  objectives: [{ use: 'causal-lm.v1' }],
  training: { ...config.training, maxSteps: 60, evaluateEvery: 60, checkpointEvery: 60 },
}));
const cloze = (...args: string[]) => callCloze(...args, '--backend', 'wasm');
const pretrain = (config: string, out: string) =>
  cloze('pretrain', run.path(config), '--out', run.path(out), '--set', 'trackers=[]');
const generate = (model: string, ...args: string[]) => cloze('generate', '--model', run.path(model), ...args);

beforeAll(async () => {
  await writeFile(run.path('masked.json'), JSON.stringify(TINY_CONFIG));
  expect((await pretrain('run.json', 'left-to-right')).code).toBe(0);
});

describe('cloze generate', () => {
  it('goes on with each text, the same for a seed', async () => {
    const args = ['--tokens', '6', '--json', 'the cat', 'a dog'];
    const { code, stdout } = await generate('left-to-right', ...args);
    const results = JSON.parse(stdout) as { text: string; added: string }[];
    expect([code, results.map(({ text }) => text)]).toEqual([0, ['the cat', 'a dog']]);
    for (const { added } of results) expect(added).toMatch(/\S/);
    expect((await generate('left-to-right', ...args)).stdout).toBe(stdout);
    const plain = await generate('left-to-right', '--tokens', '6', 'the cat');
    expect(plain.stdout).toBe(`the cat${results[0].added}\n`);
  });

  it('says what is wrong', async () => {
    const wrong = await generate('left-to-right', '--temperature', 'hot', 'x');
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      'error: Wrong value of --temperature\n  where: --temperature\n  received: hot\n  allowed: a number from 0 up\n',
    ]);
  });
});

describe('LoadedModel.generate', () => {
  it('learns what follows what, samples by temperature and seed, and leaks no tensor', async () => {
    const model = await load(run.path('left-to-right'), { backend: 'wasm' });
    const before = memory().numTensors;
    const likeliest = await model.generate('the cat', { tokens: 3, temperature: 0 });
    expect(await model.generate('the cat', { tokens: 3, temperature: 0, seed: 2 })).toBe(likeliest);
    const seeds = await Promise.all([1, 2, 3, 4].map((seed) => model.generate('the', { tokens: 8, seed })));
    expect(new Set(seeds).size).toBeGreaterThan(1);
    expect(memory().numTensors).toBe(before);
    const [long, room] = ['the '.repeat(31), model.encoder.sizes.maxPositions - 1];
    expect(await messageOf(() => model.generate(long))).toBe(
      `A text leaves no room to go on with it\n  received: 31 tokens\n  allowed: at most ${room - 1}\n  fix: shorten it`,
    );
    expect(await model.generate('the '.repeat(30))).not.toBe('');
    await model.dispose();
  });

  it('says that a model was trained for something else', async () => {
    expect((await pretrain('masked.json', 'masked')).code).toBe(0);
    const model = await load(run.path('masked'));
    expect(await messageOf(() => model.generate('the'))).toBe(
      `The model cannot generate text\n  where: ${run.path('masked')}\n  received: objectives mlm.v1\n` +
        '  allowed: a model with an objective that names the next token, such as causal-lm.v1',
    );
    await model.dispose();
  });
});
