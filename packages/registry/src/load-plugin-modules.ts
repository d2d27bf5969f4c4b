import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ClozeError, PluginError } from '@cloze/contracts';
import { createJiti } from 'jiti';
import { checkPlugin } from './check-plugin.js';
import { failurePlace } from './failure-place.js';
import type { PluginEntry } from './plugin-table.js';
import { isServiceOverride, type ServiceOverride } from './service-override.js';

/** What a user's modules export. */
export interface LoadedModules {
  readonly plugins: readonly PluginEntry[];
  readonly overrides: readonly ServiceOverride[];
}

/** How modules are loaded. */
export interface LoadOptions {
  /**
   * Packages that modules get from the caller instead of from their own node_modules, by name: one copy of each (two copies of
   * tfjs are two engines), also where the user's folder has none installed.
   */
  readonly shared?: Readonly<Record<string, unknown>>;
}

/**
 * Loads a user's TypeScript or JavaScript modules. A module's default export is a plugin, an override, or an array of them;
 * named exports may be too, and others are left alone.
 * @param paths as the user wrote them, relative to `baseDirectory`
 * @param where what the user wrote them in, such as `plugins` (a config's) or `--plugin`
 * @throws PluginError for a module that is missing, fails with its file and line, or exports no plugin
 */
export async function loadPluginModules(
  paths: readonly string[],
  baseDirectory: string,
  where = 'plugins',
  options: LoadOptions = {},
): Promise<LoadedModules> {
  const jiti = createJiti(pathToFileURL(resolve(baseDirectory, 'cloze.js')).href, {
    interopDefault: false,
    virtualModules: { ...options.shared },
  });
  const plugins: PluginEntry[] = [];
  const overrides: ServiceOverride[] = [];
  for (const [index, path] of paths.entries()) {
    const place = `${where}[${index}]`;
    const file = resolve(baseDirectory, path);
    const found = collect(await importModule(jiti, file, path, place), path, place);
    plugins.push(...found.plugins);
    overrides.push(...found.overrides);
  }
  return { plugins, overrides };
}

async function importModule(
  jiti: ReturnType<typeof createJiti>,
  file: string,
  path: string,
  place: string,
): Promise<Record<string, unknown>> {
  if (!existsSync(file)) {
    throw new PluginError({
      what: `Plugin module "${path}" does not exist`,
      where: place,
      received: file,
      allowed: 'a .ts, .js or .mjs file; relative paths start from the folder of the config',
    });
  }
  try {
    return await jiti.import<Record<string, unknown>>(file);
  } catch (error) {
    if (ClozeError.is(error)) throw error;
    const { reason, at } = failurePlace(error, file);
    throw new PluginError(
      {
        what: `Plugin module "${path}" failed to load`,
        where: `${place}, ${at}`,
        received: reason,
        fix: 'correct the module',
      },
      { cause: error },
    );
  }
}

function collect(exports: Record<string, unknown>, path: string, place: string): LoadedModules {
  const plugins: PluginEntry[] = [];
  const overrides: ServiceOverride[] = [];
  for (const [name, exported] of Object.entries(exports)) {
    const values: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
    const wanted =
      name === 'default' ? values : values.filter((value) => isServiceOverride(value) || looksLikePlugin(value));
    for (const value of wanted) {
      if (isServiceOverride(value)) overrides.push(value);
      else plugins.push({ plugin: checkPlugin(value, `export "${name}" of ${path} (${place})`), origin: path });
    }
  }
  if (plugins.length + overrides.length > 0) {
    return {
      plugins: [...new Map(plugins.map((entry) => [entry.plugin, entry])).values()],
      overrides: [...new Set(overrides)].map((override) => ({ ...override, origin: path })),
    };
  }
  const names = Object.keys(exports);
  throw new PluginError({
    what: `Plugin module "${path}" exports no plugin`,
    where: place,
    received: names.length > 0 ? `exports ${names.join(', ')}` : 'no exports',
    allowed: 'a plugin, an array of plugins, or override(TOKEN, …), as default or named exports',
    fix: 'export default defineObjective({ … }), or remove the module',
  });
}

/** A named export that was meant as a plugin, even if it is malformed. */
function looksLikePlugin(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'apiVersion' in value && 'kind' in value;
}
