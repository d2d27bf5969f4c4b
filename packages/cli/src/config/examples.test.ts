import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { resolveFinetune } from '../finetune/resolve-finetune.js';
import { quickstartConfig } from '../quickstart/quickstart-config.js';
import { resolveRun } from '../run/resolve-run.js';

const folder = fileURLToPath(new URL('../../../../examples', import.meta.url));
const configsIn = (sub: string) => readdirSync(`${folder}/${sub}`).filter((name) => name.endsWith('.json'));
const configs = [...configsIn('.'), ...configsIn('pretraining').map((name) => `pretraining/${name}`)];

describe('the example configs', () => {
  it.each(configs)('%s: every plugin is there and every option fits', async (name) => {
    const { phases } = await resolveRun(`${folder}/${name}`, {});
    expect(phases.length).toBeGreaterThan(0);
  });

  const finetuning = readdirSync(`${folder}/finetuning`).filter((name) => name.endsWith('.json'));
  it.each(finetuning)('finetuning/%s: every plugin is there and every option fits', async (name) => {
    const { cells } = await resolveFinetune(`${folder}/finetuning/${name}`, {});
    expect(cells).toHaveLength(1);
  });

  it('have the quickstart among them', () => {
    expect(configs).toContain(quickstartConfig().split('/').at(-1));
  });
});
