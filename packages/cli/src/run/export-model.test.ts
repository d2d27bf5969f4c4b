import { writeFile } from 'node:fs/promises';
import { openSafetensors } from '@cloze/checkpoints';
import { expect, it } from 'vitest';
import { callCloze } from '../testing/call-cloze.js';
import { TINY_CONFIG, useTinyRun } from '../testing/tiny-run.js';

const folder = useTinyRun();

/** Trains a step; shapes of what is in the model's folder, by name. */
async function shapesAfter(name: string, objective: object): Promise<Map<string, readonly number[]>> {
  const training = { ...TINY_CONFIG.training, maxSteps: 1 };
  await writeFile(folder.path(`${name}.json`), JSON.stringify({ ...TINY_CONFIG, objectives: [objective], training }));
  const { code } = await callCloze('pretrain', folder.path(`${name}.json`), '--out', folder.path(name));
  expect(code).toBe(0);
  const file = await openSafetensors(folder.path(`${name}/model.safetensors`));
  await file.close();
  return new Map(Array.from(file.tensors, ([tensor, { shape }]) => [tensor, shape]));
}

it('keeps the discriminator of rtd.v1 as the encoder, and the generator under names of its own alone', async () => {
  const isEncoder = ([name]: readonly [string, unknown]) => name.startsWith('bert.');
  const alone = [...(await shapesAfter('mlm', { use: 'mlm.v1' }))].filter(isEncoder);
  const all = await shapesAfter('rtd', { use: 'rtd.v1', generator: { hiddenSize: 4, heads: 1 } });
  expect([...all].filter(isEncoder).sort()).toEqual(alone.sort());

  const query = 'encoder.layer.0.attention.self.query.weight';
  expect([all.get(`bert.${query}`), all.get(`generator.bert.${query}`)]).toEqual([
    [8, 8],
    [4, 4],
  ]);
  // All else is the detection's own, and of the discriminator's width.
  const isGenerator = ([name]: readonly [string, unknown]) => /^(cloze\.rtd\.)?generator\./.test(name);
  const rest = [...all].filter((entry) => !isEncoder(entry) && !isGenerator(entry));
  expect(new Map(rest)).toEqual(
    new Map([
      ['cloze.rtd.dense.weight', [8, 8]],
      ['cloze.rtd.dense.bias', [8]],
      ['cloze.rtd.prediction.weight', [2, 8]],
      ['cloze.rtd.prediction.bias', [2]],
    ]),
  );
});
