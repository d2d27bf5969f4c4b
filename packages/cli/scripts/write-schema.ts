/** Writes the schemas of configs anew from the built-in plugins. */
import { writeFile } from 'node:fs/promises';
import { PluginTable } from '@cloze/registry';
import { format, resolveConfig } from 'prettier';
import { builtIns } from '../src/builtins.js';
import { runJsonSchema } from '../src/config/run-json-schema.js';
import { finetuneJsonSchema } from '../src/finetune/finetune-json-schema.js';

const table = new PluginTable(builtIns.map((plugin) => ({ plugin, origin: 'built-in' })));
for (const [name, schema] of Object.entries({ run: runJsonSchema(table), finetune: finetuneJsonSchema(table) })) {
  const file = new URL(`../schema/${name}.schema.json`, import.meta.url);
  const options = { ...(await resolveConfig(file.pathname)), parser: 'json' };
  await writeFile(file, await format(JSON.stringify(schema), options));
}
