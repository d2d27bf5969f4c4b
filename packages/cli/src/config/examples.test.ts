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

  it("have BERT's own recipe among them: 256 examples an update, 40 epochs, the last tenth of them at 512 tokens", async () => {
    const { phases } = await resolveRun(`${folder}/bert.json`, {});
    expect(phases.map(({ config }) => [config.sampler['maxLength'], config.training.epochs])).toEqual([
      [128, 36],
      [512, 4],
    ]);
    for (const { config, objectives, encoder, sampler, optimizer } of phases) {
      expect(config.training.batchSize * config.training.accumulate).toBe(256);
      expect(objectives.map(({ plugin }) => plugin.name)).toEqual(['mlm.v1', 'nsp.v1']);
      expect(encoder.options).toMatchObject({ preset: 'base', maxPositions: 512 });
      expect(sampler.plugin.name).toBe('sentence-pairs.v1');
      expect(optimizer.options).toMatchObject({ learningRate: 1e-4, epsilon: 1e-6, correctBias: false });
    }
  });

  it('have the quickstart among them', () => {
    expect(configs).toContain(quickstartConfig().split('/').at(-1));
  });
});
