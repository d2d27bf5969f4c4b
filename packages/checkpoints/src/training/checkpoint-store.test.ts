import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useBackend } from '@cloze/backend/testing';
import { silentLogger } from '@cloze/contracts';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { smallModel, type SmallModel } from '../testing/small-model.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { CheckpointStore } from './checkpoint-store.js';

const newFolder = temporaryFolders();
const OPTIMIZER = { step: Float32Array.of(3), 'first/a': Float32Array.of(0.1, -2, NaN) };
let directory: string;
let model: SmallModel;
beforeAll(() => useBackend('cpu'));
beforeEach(() => {
  directory = join(newFolder(), 'checkpoints');
  model = smallModel(1);
});

const storeOf = (keepLast = 2) => new CheckpointStore(directory, { keepLast, logger: silentLogger });
const save = (store: CheckpointStore, step: number, best?: number, state: unknown = { step }) =>
  store.save({ step, parameters: model.parameters, optimizer: OPTIMIZER, state }, best);
const messageOf = (promise: Promise<unknown>) => promise.then(() => 'no error', String);

describe('CheckpointStore', () => {
  it('gives back weights, optimizer and state bit for bit', async () => {
    const store = storeOf();
    const state = { position: { epoch: 1 }, best: null, list: [1, 'a'] };
    await save(store, 500, undefined, state);
    const checkpoint = await storeOf().latest();
    expect(checkpoint).toMatchObject({ step: 500, directory: join(directory, 'step-00000500'), state });
    expect(await checkpoint?.optimizerState()).toEqual(OPTIMIZER);
    const other = smallModel(2);
    await checkpoint?.loadParameters(other.parameters);
    expect(other.weights()).toEqual(model.weights());
  });

  it('has none where nothing was saved', async () => {
    expect(await storeOf().latest()).toBeUndefined();
    expect(await storeOf().steps()).toEqual([]);
    expect(await messageOf(storeOf().at(7))).toContain('A checkpoint is broken');
  });

  it('keeps the last few and the best, and lists them', async () => {
    const store = storeOf(2);
    for (const [step, best] of [
      [1, 1],
      [2, 2],
      [3, 2],
      [4, 2],
      [5, 2],
    ])
      await save(store, step, best);
    expect(await store.steps()).toEqual([2, 4, 5]);
    expect(JSON.parse(readFileSync(join(directory, 'index.json'), 'utf8'))).toEqual({ last: 5, best: 2 });
    await save(store, 6, 6);
    expect(await store.steps()).toEqual([5, 6]);
  });

  it('replaces a state and leaves the weights', async () => {
    const store = storeOf();
    await save(store, 1);
    await store.updateState(1, { evaluated: true }, 1);
    expect((await store.at(1)).state).toEqual({ evaluated: true });
    expect(JSON.parse(readFileSync(join(directory, 'index.json'), 'utf8'))).toEqual({ last: 1, best: 1 });
  });

  it('clears away what a killed process left, and takes up what it had moved aside', async () => {
    const store = storeOf();
    await save(store, 1);
    await save(store, 2);
    renameSync(join(directory, 'step-00000002'), join(directory, 'step-00000002.previous'));
    for (const name of ['step-00000003.tmp-77', 'step-00000000.removed']) {
      mkdirSync(join(directory, name));
      writeFileSync(join(directory, name, 'model.safetensors'), 'half');
    }
    expect(await store.steps()).toEqual([1]);
    await store.recover();
    expect(readdirSync(directory).sort()).toEqual(['index.json', 'step-00000001', 'step-00000002']);
    expect((await store.latest())?.step).toBe(2);
  });

  it('discards what comes after a step', async () => {
    const store = storeOf(9);
    for (const step of [1, 2, 3]) await save(store, step);
    await store.discardAfter(1);
    expect(await store.steps()).toEqual([1]);
  });

  it('names what is broken in a state file', async () => {
    const store = storeOf();
    await save(store, 1);
    const path = join(directory, 'step-00000001', 'state.json');
    const whole = readFileSync(path, 'utf8');
    const broken = (received: string) =>
      `CheckpointError: A checkpoint is broken\n  where: ${path}\n  received: ${received}`;
    const changes: [string, string][] = [
      [whole.slice(0, 50), broken('text that is no JSON')],
      ['null', broken('format version none')],
      [whole.replace('"formatVersion": 1', '"formatVersion": 9'), broken('format version 9')],
      [whole.replace('"step": 1,', '"step": 2,'), broken('step 2')],
      [
        whole.replace(/"state": \{\s+"step": 1/, '"state": { "step": 2'),
        broken('content that differs from what was written (its digest does)'),
      ],
    ];
    for (const [text, message] of changes) {
      writeFileSync(path, text);
      expect(await messageOf(store.at(1))).toBe(message);
    }
  });

  it('lists how another model differs', async () => {
    const store = storeOf();
    await save(store, 1);
    const checkpoint = await store.at(1);
    const [first, second, ...rest] = model.parameters;
    const parameters = [{ ...first, name: 'other' }, { ...second, variable: first.variable }, ...rest];
    expect(await messageOf(checkpoint.loadParameters(parameters))).toBe(
      `CheckpointError: A checkpoint is of another model\n  where: ${checkpoint.directory}/model.safetensors\n` +
        '  received: bert.embeddings.word_embeddings.weight is not in the model; other is not in the checkpoint; ' +
        'bert.embeddings.position_embeddings.weight is [5, 4] in the checkpoint, [7, 4] in the model\n' +
        '  fix: resume with the config that the run was started with',
    );
  });
});
