import {
  nearestName,
  PluginError,
  type CorruptionPlugin,
  type DatasetPlugin,
  type EncodedRecord,
  type Example,
  type HostServices,
  type LabelSet,
  type SamplerPlugin,
  type Targets,
} from '@cloze/contracts';

/**
 * The host half of an objective, all that batch making needs of it: every `ObjectivePlugin` is one. (Its whole type lives with
 * the tensor contracts, and this package works without a tensor library.)
 */
export interface TargetPlugin<Options = unknown> {
  readonly kind: 'objective';
  readonly name: string;
  targets(options: Options, host: HostServices): { collate(examples: readonly Example[], progress?: number): Targets };
}

/** The host half of a head, likewise: every `HeadPlugin` is one. */
export interface HeadTargetPlugin<Options = unknown> {
  readonly kind: 'head';
  readonly name: string;
  targets(
    options: Options,
    host: HostServices & { readonly labels: LabelSet },
  ): { collate(records: readonly EncodedRecord[]): Targets };
}

/** The kinds of plugins that make batches. */
export interface HostPlugins {
  dataset: DatasetPlugin;
  sampler: SamplerPlugin;
  corruption: CorruptionPlugin;
  objective: TargetPlugin;
  head: HeadTargetPlugin;
}

/** Any plugin of a table. Kinds that make no batches may be among them. */
export interface NamedPlugin {
  readonly kind: string;
  readonly name: string;
}

/**
 * Finds a plugin in a table.
 * @param where path in the config, for the message
 * @throws PluginError naming what is there
 */
export function findHostPlugin<Kind extends keyof HostPlugins>(
  plugins: readonly NamedPlugin[],
  kind: Kind,
  name: string,
  where: string,
): HostPlugins[Kind] {
  const ofKind = plugins.filter((plugin): plugin is HostPlugins[Kind] => plugin.kind === kind);
  const found = ofKind.find((plugin) => plugin.name === name);
  if (found !== undefined) return found;
  const names = ofKind.map((plugin) => plugin.name).sort();
  const near = nearestName(name, names);
  throw new PluginError({
    what: `Unknown ${kind} "${name}"`,
    where,
    allowed: names.length > 0 ? names.join(', ') : `none: the table has no ${kind}`,
    fix: near === undefined ? 'name the module that defines it in "plugins"' : `did you mean "${near}"?`,
  });
}
