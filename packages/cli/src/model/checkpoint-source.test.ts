import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../testing/message-of.js';
import { TINY_FINETUNE } from '../testing/tiny-finetune.js';
import { load } from './loaded-model.js';

let folder: string;
const checkpoint = () => join(folder, 'checkpoints/step-00000001');
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloze-unfinished-'));
  await mkdir(checkpoint(), { recursive: true });
  await writeFile(join(folder, 'run.json'), JSON.stringify(TINY_FINETUNE));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a fine-tuning run', () => {
  it('is said to be unfinished, and how to go on with it, by its folder or that of a checkpoint', async () => {
    const message =
      `The fine-tuning run is not finished\n  where: ${folder}\n  received: a run without a model folder\n` +
      `  allowed: a run that is done\n  fix: go on with it: \`cloze finetune ${folder}/run.json --out ${folder} --resume\``;
    for (const path of [folder, checkpoint()])
      expect(await messageOf(() => load(path, { backend: 'cpu' }))).toBe(message);
  });

  it('has a model in its folder, not in its checkpoints, when it is done', async () => {
    await writeFile(join(folder, 'config.json'), '{}');
    expect(await messageOf(() => load(checkpoint(), { backend: 'cpu' }))).toBe(
      `A checkpoint of a fine-tuning run is no model\n  where: ${folder}\n  received: one of its checkpoints\n` +
        `  allowed: the folder of the run, which has its model\n  fix: name ${folder}`,
    );
  });
});
