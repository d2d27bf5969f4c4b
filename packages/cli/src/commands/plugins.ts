import { nearestName, UsageError, type Features, type Plugin } from '@cloze/contracts';
import type { PluginEntry } from '@cloze/registry';
import type { Command } from 'commander';
import { describeOptions, type OptionDescription } from '../config/describe-options.js';
import { loadPlugins } from '../config/load-plugins.js';
import { print, printJson } from '../output/print.js';
import { collect } from './collect.js';

interface Flags {
  readonly kind?: string;
  readonly plugin: readonly string[];
  readonly json?: boolean;
}

/** `cloze plugins`: every plugin with its options and defaults, and the features by which it goes with others. */
export function addPlugins(program: Command): void {
  program
    .command('plugins')
    .description('list every plugin with its options and defaults')
    .option('--kind <kind>', 'only those of a kind')
    .option('--plugin <file>', 'a module of your own; may be repeated', collect, [])
    .option('--json', 'print JSON')
    .action(listPlugins);
}

async function listPlugins({ kind, plugin, json }: Flags): Promise<void> {
  const { table } = await loadPlugins({ modules: plugin, directory: process.cwd(), where: '--plugin' });
  const kinds = table.kinds().sort();
  if (kind !== undefined && !kinds.includes(kind)) {
    const near = nearestName(kind, kinds);
    throw new UsageError({
      what: `Unknown kind "${kind}"`,
      where: '--kind',
      allowed: kinds.join(', '),
      ...(near !== undefined && { fix: `did you mean "${near}"?` }),
    });
  }
  const shown = table.list().filter((entry) => kind === undefined || entry.plugin.kind === kind);
  if (json) return printJson(shown.map(describe));
  for (const group of kinds) {
    const entries = shown.filter((entry) => entry.plugin.kind === group);
    if (entries.length > 0) print(group, ...entries.flatMap(linesOf), '');
  }
}

function describe({ plugin, origin }: PluginEntry) {
  const { kind, name, summary, options } = plugin;
  return {
    kind,
    name,
    summary,
    origin,
    features: featuresOf(plugin as Plugin<string, unknown>),
    options: describeOptions(options),
  };
}

/** What it asks of others and gives them with its default options; nothing where an option has no default. */
function featuresOf(plugin: Plugin<string, unknown>): Features {
  const defaults = plugin.options.safeParse({});
  return (defaults.success && plugin.features?.(defaults.data)) || {};
}

function linesOf(entry: PluginEntry): string[] {
  const { name, summary, origin, features, options } = describe(entry);
  const named = (['requires', 'provides', 'breaks'] as const).flatMap((verb) => {
    const list = features[verb] ?? [];
    return list.length > 0 ? `${verb} ${list.join(', ')}` : [];
  });
  return [
    `  ${name}${origin === 'built-in' ? '' : ` (${origin})`}: ${summary}`,
    ...(named.length > 0 ? [`      ${named.join('; ')}`] : []),
    ...options.map(optionLine),
  ];
}

function optionLine({ name, type, required, description, ...option }: OptionDescription): string {
  const value = 'default' in option ? ` = ${JSON.stringify(option.default)}` : required ? ' (required)' : '';
  return `      ${name}: ${type}${value}${description === undefined ? '' : `. ${description}`}`;
}
