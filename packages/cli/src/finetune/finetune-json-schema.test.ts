import { readFile } from 'node:fs/promises';
import { PluginTable } from '@cloze/registry';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { builtIns } from '../builtins.js';
import { builtInNames } from '../testing/built-in-names.js';
import { finetuneJsonSchema } from './finetune-json-schema.js';

const table = new PluginTable(builtIns.map((plugin) => ({ plugin, origin: 'built-in' })));
const file = new URL('../../schema/finetune.schema.json', import.meta.url);

describe('finetuneJsonSchema', () => {
  it('lists the plugins of each part, with their own options and those of the config', () => {
    const schema = JSON.parse(JSON.stringify(finetuneJsonSchema(table)));
    expect(schema.required).toEqual(['heads', 'training']);
    const { heads, data, optimizer } = schema.properties;
    expect(heads.items.properties.use.anyOf[0].enum).toEqual(builtInNames('head').split(', '));
    const [classification] = heads.items.allOf;
    expect(Object.keys(classification.then.properties)).toEqual(
      expect.arrayContaining(['id', 'weight', 'data', 'metrics', 'balanceClasses', 'task', 'use']),
    );
    expect(data.properties.validation.properties.use.anyOf[0].enum).toContain('held-out');
    expect(optimizer.allOf[0].then.properties).toHaveProperty('layerDecay');
  });

  it('is what the package ships (renew it with `npm run schema -w cloze`)', async () => {
    const options = { ...(await resolveConfig(file.pathname)), parser: 'json' };
    expect(await readFile(file, 'utf8')).toBe(await format(JSON.stringify(finetuneJsonSchema(table)), options));
  });
});
