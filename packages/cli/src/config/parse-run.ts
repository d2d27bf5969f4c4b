import {
  checkFeatures,
  ConfigError,
  nearestName,
  parseOptions,
  type PluginKind,
  type PluginKinds,
} from '@cloze/contracts';
import { HELD_OUT, heldOutOptions } from '@cloze/data-loaders';
import type { OptionsOf, PluginChoice, PluginTable } from '@cloze/registry';
import { checkFreeze, parameterOptionsShape, type ObjectiveWeight } from '@cloze/trainer';
import { checkBestMetric } from './check-best-metric.js';
import { checkSizes } from './check-sizes.js';
import { isJsonObject } from './json-value.js';
import { runSections, type RunConfig } from './run-sections.js';

/** A plugin with its options checked and filled in. */
export interface Chosen<Kind extends PluginKind> {
  readonly plugin: PluginKinds[Kind];
  readonly options: OptionsOf<PluginKinds[Kind]>;
}

/** A config whose every plugin was found and every option checked. */
export interface ParsedRun {
  /** As a user could have written it, with every default filled in. */
  readonly config: RunConfig;
  readonly tokenizer: Chosen<'tokenizer'>;
  readonly train: Chosen<'dataset'>;
  readonly sampler: Chosen<'sampler'>;
  readonly encoder: Chosen<'encoder'>;
  readonly corruption: readonly Chosen<'corruption'>[];
  readonly objectives: readonly (Chosen<'objective'> & { readonly id: string; readonly weight: ObjectiveWeight })[];
  readonly optimizer: Chosen<'optimizer'>;
  readonly schedule: Chosen<'schedule'>;
  readonly trackers: readonly Chosen<'tracker'>[];
}

/**
 * Checks a config, finds its plugins, fills in every default, and checks that the plugins fit together.
 * @param within what its paths stand in, such as `phases[1].`; nothing for a whole config
 * @throws ConfigError for an unknown or wrong value, PluginError for an unknown plugin or a wrong combination
 */
export function parseRun(input: unknown, table: PluginTable, within = ''): ParsedRun {
  const sections = parseSections(input, within);
  const filler = new Filler(table, within);
  const { data } = sections;
  const validation = filler.validation(data.validation);
  const run = {
    tokenizer: filler.choose('tokenizer', sections.tokenizer, 'tokenizer', ['path', 'addTokens']),
    train: filler.choose('dataset', data.train, 'data.train'),
    sampler: filler.choose('sampler', sections.sampler, 'sampler'),
    encoder: filler.choose('encoder', sections.encoder, 'encoder'),
    corruption: sections.corruption.map((choice, i) => filler.choose('corruption', choice, `corruption[${i}]`)),
    objectives: sections.objectives.map((choice, i) => ({
      ...filler.choose('objective', choice, `objectives[${i}]`, ['id', 'weight']),
      id: choice.id ?? choice.use.replace(/\.v\d+$/, ''),
      weight: choice.weight,
    })),
    optimizer: filler.choose('optimizer', sections.optimizer, 'optimizer', Object.keys(parameterOptionsShape)),
    schedule: filler.choose('schedule', sections.schedule, 'schedule'),
    trackers: sections.trackers.map((choice, i) => filler.choose('tracker', choice, `trackers[${i}]`)),
  };
  checkIds(run.objectives, within);
  checkChain(run, within);
  checkSizes(run, within);
  checkBestMetric(
    sections.training.bestMetric,
    run.objectives.map(({ id }) => id),
    `${within}training.bestMetric`,
  );
  const { layers } = run.encoder.plugin.sizes?.(run.encoder.options) ?? {};
  checkFreeze(sections.optimizer.freeze, `${within}optimizer.freeze`, layers);
  const { $schema: _, ...rest } = sections;
  const config: RunConfig = {
    ...rest,
    // A tokenizer that is read takes what its files say: options are shown only where one is to be trained.
    tokenizer: sections.tokenizer.path === undefined ? run.tokenizer.filled : sections.tokenizer,
    data: { ...data, train: run.train.filled, validation },
    sampler: run.sampler.filled,
    encoder: run.encoder.filled,
    corruption: run.corruption.map(({ filled }) => filled),
    objectives: run.objectives.map(({ filled, id, weight }) => ({ ...filled, id, weight })),
    optimizer: { ...sections.optimizer, ...run.optimizer.filled },
    schedule: run.schedule.filled,
    trackers: run.trackers.map(({ filled }) => filled),
  };
  return { config, ...run };
}

/** Checks each part by its schema, so that messages name the path within the config. */
function parseSections(input: unknown, within: string): RunConfig {
  if (!isJsonObject(input)) {
    throw new ConfigError({ what: 'A run config is an object', received: JSON.stringify(input) ?? String(input) });
  }
  const known = Object.keys(runSections);
  for (const key of Object.keys(input)) {
    if (known.includes(key)) continue;
    const near = nearestName(key, known);
    throw new ConfigError({
      what: `Unknown option "${key}"`,
      where: `${within}${key}`,
      allowed: known.join(', '),
      fix: near === undefined ? 'remove it' : `did you mean "${near}"?`,
    });
  }
  const parsed = Object.entries(runSections).map(([key, schema]) => {
    if (input[key] === undefined && !schema.safeParse(undefined).success) throw missing(key, within);
    const value = parseOptions<unknown>(schema, input[key], `${within}${key}`);
    return [key, value] as const;
  });
  return Object.fromEntries(parsed.filter(([, value]) => value !== undefined)) as RunConfig;
}

const MISSING: Readonly<Record<string, string>> = {
  data: '"data": { "train": { "use": "text.v1", "files": ["corpus/*.txt"] } }',
  sampler: '"sampler": { "use": "full-sentences.v1" }',
  objectives: '"objectives": [{ "use": "mlm.v1" }]',
  training: '"training": { "maxSteps": 1000 }',
};

function missing(key: string, within: string): ConfigError {
  return new ConfigError({
    what: `The config has no "${key}"`,
    where: `${within}${key}`,
    ...(MISSING[key] !== undefined && { fix: `add it, for example ${MISSING[key]}` }),
  });
}

/** Finds plugins and fills in their options. */
class Filler {
  constructor(
    readonly table: PluginTable,
    readonly within: string,
  ) {}

  /** @param own keys of the choice that are the config's, not the plugin's */
  choose<Kind extends PluginKind>(
    kind: Kind,
    choice: PluginChoice,
    where: string,
    own: readonly string[] = [],
  ): Chosen<Kind> & { readonly filled: PluginChoice } {
    const kept = Object.entries(choice).filter(([key]) => own.includes(key));
    const options = Object.entries(choice).filter(([key]) => !own.includes(key));
    const chosen = this.table.choose(kind, { use: choice.use, ...Object.fromEntries(options) }, this.within + where);
    const filled = { use: choice.use, ...Object.fromEntries(kept), ...(chosen.options as object) };
    return { ...chosen, filled };
  }

  /** Documents held out of the training text, or a dataset of its own. */
  validation(choice: PluginChoice): PluginChoice {
    const { use, ...options } = choice;
    if (use !== HELD_OUT) return this.choose('dataset', choice, 'data.validation').filled;
    return { use, ...parseOptions(heldOutOptions, options, `${this.within}data.validation`) };
  }
}

function checkIds(objectives: ParsedRun['objectives'], within: string): void {
  objectives.forEach(({ id }, i) => {
    const first = objectives.findIndex((other) => other.id === id);
    if (first === i) return;
    throw new ConfigError({
      what: `Two objectives have the id "${id}"`,
      where: `${within}objectives[${i}].id`,
      received: `"${id}", which ${within}objectives[${first}] has too`,
      allowed: 'a different id for each objective',
      fix: `set "id" of ${within}objectives[${i}]`,
    });
  });
}

function checkChain(run: Pick<ParsedRun, 'encoder' | 'sampler' | 'corruption' | 'objectives'>, within: string): void {
  const stage = (
    { plugin, options }: Chosen<'encoder' | 'sampler' | 'corruption' | 'objective'>,
    where: string,
    reader = false,
  ) => ({
    where,
    name: plugin.name,
    features: plugin.features?.(options) ?? {},
    reader,
  });
  checkFeatures([
    // Phases share the encoder, which stands beside them.
    stage(run.encoder, 'encoder'),
    stage(run.sampler, `${within}sampler`),
    ...run.corruption.map((chosen, i) => stage(chosen, `${within}corruption[${i}]`)),
    ...run.objectives.map((chosen, i) => stage(chosen, `${within}objectives[${i}]`, true)),
  ]);
}
