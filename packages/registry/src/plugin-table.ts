import type { z } from 'zod';
import {
  PluginError,
  nearestName,
  parseOptions,
  type AnyPlugin,
  type PluginKind,
  type PluginKinds,
} from '@cloze/contracts';
import { checkPlugin } from './check-plugin.js';

/** A plugin and where it came from. */
export interface PluginEntry<P = AnyPlugin> {
  readonly plugin: P;
  /** `built-in`, or the module that exports it. */
  readonly origin: string;
}

/** A plugin named in a config, with its options: `{ "use": "mlm.v1", … }`. */
export interface PluginChoice {
  readonly use: string;
  readonly [option: string]: unknown;
}

/** Every plugin by kind and name. Immutable: a run adds its own to a copy, so that runs do not see each other's. */
export class PluginTable {
  readonly #entries = new Map<string, PluginEntry>();

  /**
   * @throws PluginError for a malformed plugin, or two of one kind and name
   */
  constructor(entries: Iterable<{ readonly plugin: unknown; readonly origin: string }> = []) {
    for (const { plugin: value, origin } of entries) {
      const plugin = checkPlugin(value, origin);
      const key = keyOf(plugin.kind, plugin.name);
      const other = this.#entries.get(key);
      if (other && other.plugin !== plugin) throw duplicate(plugin, origin, other.origin);
      this.#entries.set(key, { plugin, origin });
    }
  }

  /** This table and more; throws as the constructor does. */
  with(entries: Iterable<{ readonly plugin: unknown; readonly origin: string }>): PluginTable {
    return new PluginTable([...this.#entries.values(), ...entries]);
  }

  /** All plugins, or those of a kind, in order of registration. */
  list<Kind extends PluginKind>(kind: Kind): PluginEntry<PluginKinds[Kind]>[];
  list(): PluginEntry[];
  list(kind?: string): PluginEntry[] {
    return [...this.#entries.values()].filter(({ plugin }) => kind === undefined || plugin.kind === kind);
  }

  /** Every kind that has a plugin, in order of registration. */
  kinds(): string[] {
    return [...new Set(this.list().map(({ plugin }) => plugin.kind))];
  }

  /**
   * The plugin of a kind and name.
   * @param where path in the config, such as `corruption[0]`
   * @throws PluginError naming what was received, what is allowed, and the nearest name
   */
  get<Kind extends PluginKind>(kind: Kind, name: string, where: string): PluginKinds[Kind] {
    const entry = this.#entries.get(keyOf(kind, name));
    if (entry !== undefined && isOfKind(entry.plugin, kind)) return entry.plugin;
    const names: string[] = this.list(kind).map(({ plugin }) => plugin.name);
    const near = nearestName(name, names);
    throw new PluginError({
      what: `Unknown ${kind} "${name}"`,
      where: `${where}.use`,
      received: JSON.stringify(name),
      allowed: names.length > 0 ? names.join(', ') : `no ${kind} is registered`,
      fix: near === undefined ? `name the module that defines it under "plugins"` : `did you mean "${near}"?`,
    });
  }

  /**
   * The plugin that a choice names, and its options checked and filled in.
   * @throws PluginError for an unknown name, ConfigError for a bad option
   */
  choose<Kind extends PluginKind>(
    kind: Kind,
    choice: PluginChoice,
    where: string,
  ): { readonly plugin: PluginKinds[Kind]; readonly options: OptionsOf<PluginKinds[Kind]> } {
    const plugin: PluginKinds[Kind] = this.get(kind, choice.use, where);
    const { use: _, ...rest } = choice;
    const schema: z.ZodType<unknown> = plugin.options;
    return { plugin, options: parseOptions(schema as z.ZodType<OptionsOf<PluginKinds[Kind]>>, rest, where) };
  }
}

/** The options that a plugin takes. */
export type OptionsOf<P> = P extends { readonly options: z.ZodType<infer Options> } ? Options : never;

function keyOf(kind: string, name: string): string {
  return `${kind}/${name}`;
}

function isOfKind<Kind extends PluginKind>(plugin: AnyPlugin, kind: Kind): plugin is AnyPlugin & PluginKinds[Kind] {
  return plugin.kind === kind;
}

function duplicate(plugin: AnyPlugin, origin: string, other: string): PluginError {
  return new PluginError({
    what: `Two plugins of kind ${plugin.kind} are named "${plugin.name}"`,
    where: origin,
    received: `"${plugin.name}", which ${other === 'built-in' ? 'is built in' : `${other} defines too`}`,
    allowed: 'one plugin of a kind and name',
    fix: `rename it, for example to "my-${plugin.name}"`,
  });
}
