import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pretrainingPlugins } from '@cloze/pretraining-objectives';
import { describe, expect, it } from 'vitest';
import { configDigest, readRuns, RUN_NAMES } from './documented-runs.js';
import { layOut, readBlock } from './generated-block.js';
import { runPictures } from './run-pictures.js';
import { PARADIGMS_BLOCK, paradigmsTable, RUNS_BLOCK, runsTable, SPANS_BLOCK, spansTable } from './runs-table.js';

describe('the documented pretraining runs', () => {
  const runs = readRuns();

  it('are those of examples/pretraining', () => {
    const configs = readdirSync(resolve(import.meta.dirname, '../../examples/pretraining'));
    expect(configs.sort()).toEqual(RUN_NAMES.map((name) => `${name}.json`).sort());
    expect(runs.map(({ name }) => name)).toEqual(RUN_NAMES);
  });

  it.each(RUN_NAMES)('%s was made with the config that is there (renew it with `npm run pretraining-runs`)', (name) => {
    expect(runs.find((run) => run.name === name)?.config).toBe(configDigest(name));
  });

  it('stand in docs/pretraining.md as they were saved', async () => {
    expect(readBlock(RUNS_BLOCK)).toBe(await layOut(runsTable(runs), RUNS_BLOCK.file));
    expect(readBlock(SPANS_BLOCK)).toBe(await layOut(spansTable(runs), SPANS_BLOCK.file));
    expect(readBlock(PARADIGMS_BLOCK)).toBe(await layOut(paradigmsTable(runs), PARADIGMS_BLOCK.file));
  });

  it('are drawn as they were saved', async () => {
    for (const { file, svg } of await runPictures(runs)) expect(readFileSync(file, 'utf8'), file).toBe(svg);
  });

  it('took at most 20 minutes each', () => {
    for (const { name, minutes } of runs) expect(minutes, name).toBeLessThanOrEqual(20);
  });

  const measures = runs.flatMap(({ name, evaluation }) =>
    evaluation.measures.map((measure) => ({ ...measure, title: `${name}: ${measure.objective} ${measure.name}` })),
  );

  it('end with every loss below that of the best constant prediction, beyond its 99 % interval', () => {
    const losses = measures.filter(({ name }) => name.endsWith('loss'));
    expect(losses.length).toBeGreaterThan(runs.length);
    for (const { title, constant } of losses) {
      expect(constant?.beaten, title).toBe(true);
      expect(constant?.gain.low, title).toBeGreaterThan(0);
    }
  });

  it('find inserted and replaced tokens with an F1 above 0 beyond the 99 % interval', () => {
    const detections = measures.filter(({ name }) => name.endsWith('F1'));
    expect(detections.map(({ name }) => name).sort()).toEqual(['inserted F1', 'replaced F1']);
    for (const { title, low } of detections) expect(low, title).toBeGreaterThan(0);
  });

  it('compare left to right with masked with everything else equal', () => {
    const [leftToRight, masked] = ['causal-lm', 'mlm-32'].map((name) => ({
      ...configOf(name),
      corruption: [],
      objectives: [],
    }));
    expect(masked).toEqual(leftToRight);
  });

  it('have every objective that there is among them', () => {
    const used = new Set(RUN_NAMES.flatMap(objectivesOf));
    const names = pretrainingPlugins.flatMap(({ kind, name }) => (kind === 'objective' ? name : []));
    expect([...used].sort()).toEqual(names.sort());
  });
});

/** The objectives of a run and its phases. */
function objectivesOf(name: string): string[] {
  const { objectives, phases = [] } = configOf(name);
  return [objectives, ...phases.map((phase: { objectives?: unknown }) => phase.objectives ?? [])]
    .flat()
    .map(({ use }) => use);
}

function configOf(name: string) {
  const file = resolve(import.meta.dirname, `../../examples/pretraining/${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8'));
}
