import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { PluginTable } from '@cloze/registry';
import { format, resolveConfig } from 'prettier';
import { builtIns } from '../builtins.js';
import { builtInNames } from '../testing/built-in-names.js';
import { runJsonSchema } from './run-json-schema.js';

const table = new PluginTable(builtIns.map((plugin) => ({ plugin, origin: 'built-in' })));
const file = new URL('../../schema/run.schema.json', import.meta.url);

describe('runJsonSchema', () => {
  it('lists the plugins of each part, with their own options and defaults', () => {
    const schema = JSON.parse(JSON.stringify(runJsonSchema(table)));
    expect(schema.required).toEqual(['data', 'sampler', 'objectives', 'training']);
    const { corruption, data, tokenizer } = schema.properties;
    expect(corruption.items.properties.use.anyOf).toEqual([
      { enum: builtInNames('corruption').split(', ') },
      { type: 'string' },
    ]);
    const [masking] = corruption.items.allOf;
    expect(masking.if.properties.use).toEqual({ const: 'token-masking.v1' });
    expect(masking.then.properties.wholeWords).toMatchObject({ type: 'boolean', default: false });
    expect(masking.then.additionalProperties).toBe(false);
    expect(data.properties.validation.properties.use.anyOf[0].enum).toContain('held-out');
    expect(tokenizer.allOf[0].then.properties).toHaveProperty('path');
    expect(tokenizer.default).toEqual({ use: 'wordpiece.v1' });
  });

  it('is what the package ships (renew it with `npm run schema -w cloze`)', async () => {
    const options = { ...(await resolveConfig(file.pathname)), parser: 'json' };
    expect(await readFile(file, 'utf8')).toBe(await format(JSON.stringify(runJsonSchema(table)), options));
  });
});
