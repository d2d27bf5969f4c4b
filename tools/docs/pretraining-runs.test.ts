import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { configDigest, readRuns, RUN_NAMES } from './documented-runs.js';
import { layOut, readBlock } from './generated-block.js';
import { runPictures } from './run-pictures.js';
import { RUNS_BLOCK, runsTable } from './runs-table.js';

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
  });

  it('are drawn as they were saved', async () => {
    for (const { file, svg } of await runPictures(runs)) expect(readFileSync(file, 'utf8'), file).toBe(svg);
  });

  it('took at most 20 minutes each', () => {
    for (const { name, minutes } of runs) expect(minutes, name).toBeLessThanOrEqual(20);
  });
});
