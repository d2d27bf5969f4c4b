import { PluginError } from '@cloze/contracts';
import type { NamedPlugin } from '../batches/host-plugins.js';

/**
 * Calls a module's default export with a payload: it returns the plugins, or a promise of them.
 * @throws PluginError where the module does not load or gives no table
 */
export async function loadPluginTable(module: string, payload: unknown): Promise<readonly NamedPlugin[]> {
  const loaded: { default?: unknown } = await import(module).catch((cause: Error) => {
    throw new PluginError(
      {
        what: 'The module that gives worker threads their plugins does not load',
        where: module,
        received: cause.message,
      },
      { cause },
    );
  });
  const make = loaded.default;
  const table: unknown = typeof make === 'function' ? await make(payload) : undefined;
  if (Array.isArray(table)) return table;
  throw new PluginError({
    what: 'The module that gives worker threads their plugins gives no table',
    where: module,
    received:
      typeof make === 'function' ? `a function that returned ${typeof table}` : `a default export: ${typeof make}`,
    allowed: 'a default export that is a function from the payload to an array of plugins',
  });
}
