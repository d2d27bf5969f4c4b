import { writeFile } from 'node:fs/promises';
import { openSafetensors } from '@cloze/checkpoints';
import { silentLogger, type Tracker } from '@cloze/contracts';
import { override, TRACKERS } from '@cloze/registry';
import { memoryTracker } from '@cloze/trainer';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluatePretrained } from '../evaluate/evaluate-pretrained.js';
import { load } from '../model/loaded-model.js';
import { TINY_CONFIG, useTinyRun } from '../testing/tiny-run.js';
import { withRunFolder } from './open-run-folder.js';
import { pretrain } from './pretrain.js';
import { resolveRun } from './resolve-run.js';

// Objectives that ask for the same keys of Hugging Face's, in one model.
const folder = useTinyRun();
const LAYER = 'cls.predictions.transform.dense.weight';
const backend = 'wasm';
const logger = silentLogger;
const training = { ...TINY_CONFIG.training, maxSteps: 4, evaluateEvery: 4 };
const generator = { hiddenSize: 4, heads: 1 };
const objectives = [
  { use: 'mlm.v1' },
  { use: 'causal-lm.v1' },
  { use: 'denoising.v1' },
  { use: 'rtd.v1', generator },
  { id: 'again', use: 'rtd.v1', generator },
];

/** Runs a config into a folder, as far as a step where one is given. */
async function run(out: string, config: object, lastStep?: number): Promise<string> {
  const { data } = TINY_CONFIG;
  const whole = { ...TINY_CONFIG, data: { ...data, validation: data.train }, training, ...config };
  await writeFile(folder.path(`${out}.json`), JSON.stringify(whole));
  const resolved = await resolveRun(folder.path(`${out}.json`), {});
  const abort = new AbortController();
  const stopper: Tracker = { ...memoryTracker(), row: ({ step }) => void (step === lastStep && abort.abort()) };
  const stopped = { ...resolved, plugins: { ...resolved.plugins, overrides: [override(TRACKERS, () => [stopper])] } };
  const { status } = await withRunFolder({ ...stopped, out: folder.path(out), resume: true, logger }, (artefacts) =>
    pretrain({ resolved: stopped, artefacts, resume: true, backend, logger, signal: abort.signal }),
  );
  return status;
}

/** The weights in a model's folder, by name. */
async function weightsOf(out: string): Promise<Map<string, ArrayLike<number>>> {
  const file = await openSafetensors(folder.path(`${out}/model.safetensors`));
  const weights = new Map<string, ArrayLike<number>>();
  for (const name of file.tensors.keys()) weights.set(name, await file.read(name));
  await file.close();
  return weights;
}

beforeAll(async () => {
  expect(await run('all', { objectives })).toBe('completed');
});

describe('objectives with the same keys, in one run', () => {
  it('leave them to the first, and keep what is theirs under their ids', async () => {
    const names = [...(await weightsOf('all')).keys()];
    const ending = (end: string) => names.filter((name) => name.endsWith(end)).sort();
    expect(ending(LAYER)).toEqual([`cloze.causal-lm.${LAYER}`, `cloze.denoising.${LAYER}`, LAYER]);
    const query = 'generator.bert.encoder.layer.0.attention.self.query.weight';
    expect(ending(query)).toEqual([`cloze.again.${query}`, query]);
  });

  it('end bit for bit alike, stopped and resumed or in one go', async () => {
    expect(await run('stopped', { objectives }, 2)).toBe('interrupted');
    expect(await run('stopped', { objectives })).toBe('completed');
    expect(await weightsOf('stopped')).toEqual(await weightsOf('all'));
  });

  it('are each as it was when the model is loaded, and can be evaluated', async () => {
    const model = await load(folder.path('all'), { backend });
    const saved = await weightsOf('all');
    expect(model.objectives.map(({ id }) => id)).toEqual(['mlm', 'causal-lm', 'denoising', 'rtd', 'again']);
    for (const { model: objective } of model.objectives)
      for (const { name, variable } of objective.parameters) expect(variable.dataSync(), name).toEqual(saved.get(name));
    await model.dispose();
    const data = [folder.path('corpus.txt')];
    const { measures } = await evaluatePretrained({ model: folder.path('all'), plugins: [], backend, logger, data });
    const told = measures.filter(({ name }) => name.endsWith('loss')).map(({ objective }) => objective);
    expect([...new Set(told)]).toEqual(['mlm', 'causal-lm', 'denoising', 'rtd', 'again']);
  });

  it('keep their own weights in a phase where the keys are theirs', async () => {
    const still = { ...training, maxSteps: 1, evaluateEvery: 1 };
    const phases = [
      { objectives: objectives.slice(0, 2) },
      { objectives: [objectives[1]], training: still, optimizer: { learningRate: 1e-30 } },
      { objectives: [objectives[0], objectives[1]], training: still, optimizer: { learningRate: 1e-30 } },
    ];
    expect(await run('phases', { objectives, phases })).toBe('completed');
    const [first, second, third] = await Promise.all(['phases/phases/1', 'phases/phases/2', 'phases'].map(weightsOf));
    expect(second.get(LAYER)).toEqual(first.get(`cloze.causal-lm.${LAYER}`));
    expect(third.get(`cloze.causal-lm.${LAYER}`)).toEqual(second.get(LAYER));
  });
});
