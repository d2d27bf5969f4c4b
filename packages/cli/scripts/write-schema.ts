/** Writes schema/run.schema.json anew from the built-in plugins. */
import { writeFile } from 'node:fs/promises';
import { PluginTable } from '@cloze/registry';
import { format, resolveConfig } from 'prettier';
import { builtIns } from '../src/builtins.js';
import { runJsonSchema } from '../src/config/run-json-schema.js';

const file = new URL('../schema/run.schema.json', import.meta.url);
const table = new PluginTable(builtIns.map((plugin) => ({ plugin, origin: 'built-in' })));
const options = { ...(await resolveConfig(file.pathname)), parser: 'json' };
await writeFile(file, await format(JSON.stringify(runJsonSchema(table)), options));
