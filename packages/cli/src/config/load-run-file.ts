import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConfigError } from '@cloze/contracts';
import { failurePlace } from '@cloze/registry';
import { isJsonObject, type JsonObject } from './json-value.js';
import { parseJson } from './parse-json.js';
import { sharedModules } from './shared-modules.js';

/** A run config as it stands in its file. */
export interface RunFile {
  readonly file: string;
  /** Where the file's relative paths start. */
  readonly directory: string;
  readonly config: JsonObject;
}

/**
 * Reads a run config from a JSON file, or from a module whose default export it is.
 * @throws ConfigError for a file that is missing, does not parse, or holds something else
 */
export async function loadRunFile(path: string): Promise<RunFile> {
  const file = resolve(path);
  const value = ['.ts', '.mts', '.js', '.mjs'].includes(extname(file))
    ? await importConfig(file)
    : await readConfig(file);
  if (!isJsonObject(value)) {
    throw new ConfigError({
      what: 'A run config is an object',
      where: file,
      received: JSON.stringify(value) ?? String(value),
      allowed: '{ "data": …, "sampler": …, "objectives": …, "training": … }',
    });
  }
  const { directory } = value;
  const base = dirname(file);
  return { file, directory: typeof directory === 'string' ? resolve(base, directory) : base, config: value };
}

async function readConfig(file: string): Promise<unknown> {
  return parseJson(await readText(file), file);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new ConfigError(
      {
        what: missing ? 'The run config does not exist' : 'The run config cannot be read',
        where: file,
        ...(!missing && { received: error instanceof Error ? error.message : String(error) }),
        allowed: 'a .json file, or a .ts or .js module with a default export',
      },
      { cause: error },
    );
  }
}

async function importConfig(file: string): Promise<unknown> {
  await readText(file);
  const { createJiti } = await import('jiti');
  const jiti = createJiti(pathToFileURL(file).href, { virtualModules: { ...(await sharedModules()) } });
  try {
    // A round trip through JSON: what is saved with the run is what ran.
    return JSON.parse(JSON.stringify(await jiti.import(file, { default: true })));
  } catch (error) {
    const { reason, at } = failurePlace(error, file);
    throw new ConfigError(
      { what: 'The run config failed to load', where: at, received: reason, fix: 'correct the module' },
      { cause: error },
    );
  }
}
