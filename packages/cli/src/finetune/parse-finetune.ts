import { ConfigError, nearestName, parseOptions, type PluginKind } from '@cloze/contracts';
import { declaredMetrics } from '@cloze/contracts/tensor';
import { HELD_OUT, heldOutOptions, type HeldOutOptions } from '@cloze/data-loaders';
import type { PluginChoice, PluginTable } from '@cloze/registry';
import { checkFreeze, parameterOptions, parameterOptionsShape, type ParameterOptions } from '@cloze/trainer';
import { checkBestMetric } from '../config/check-best-metric.js';
import type { JsonObject } from '../config/json-value.js';
import type { Chosen } from '../config/parse-run.js';
import { DATASET_KEYS, finetuneSections, HEAD_KEYS, type FinetuneConfig } from './finetune-sections.js';

/** A dataset that a config chose, and where. */
export interface ChosenDataset {
  /** For `openDataset`. */
  readonly choice: PluginChoice;
  /** Records to take where there are more. */
  readonly limit?: number;
  /** Path in the config. */
  readonly where: string;
}

/** Records of a head. */
export interface ChosenData {
  readonly train: ChosenDataset;
  readonly validation: ChosenDataset | (HeldOutOptions & { readonly use: typeof HELD_OUT });
  readonly test?: ChosenDataset;
}

/** A head that a config chose. */
export type ChosenHead = Chosen<'head'> & {
  readonly id: string;
  readonly weight: number;
  readonly balanceClasses: boolean;
  readonly where: string;
  readonly data: ChosenData;
  readonly metrics: readonly Chosen<'metric'>[];
};

/** A fine-tuning config whose every plugin was found and every option checked. */
export interface ParsedFinetune {
  /** As a user could have written it, with every default filled in. */
  readonly config: FinetuneConfig;
  readonly tokenizer?: Chosen<'tokenizer'>;
  /** Absent where the model's is taken as it is. */
  readonly encoder?: Chosen<'encoder'>;
  readonly heads: readonly ChosenHead[];
  readonly optimizer: Chosen<'optimizer'>;
  readonly parameters: ParameterOptions;
  readonly schedule: Chosen<'schedule'>;
  readonly trackers: readonly Chosen<'tracker'>[];
}

/**
 * Checks a fine-tuning config, finds its plugins and fills in every default.
 * @throws ConfigError for an unknown or wrong value, PluginError for an unknown plugin
 */
export function parseFinetune(input: JsonObject, table: PluginTable): ParsedFinetune {
  const sections = parseSections(input);
  const choose = chooserOf(table);
  const model = modelParts(sections, choose);
  const datasets = new DatasetChooser(choose);
  const shared = sections.data.train && datasets.data({ ...sections.data, train: sections.data.train }, 'data');
  const heads = sections.heads.map((choice, i) => {
    const where = `heads[${i}]`;
    const id = choice.id ?? choice.use.replace(/\.v\d+$/, '');
    const { filled: options, ...chosen } = choose('head', choice, where, HEAD_KEYS);
    // Class weights are counted from the training data later; a head that knows none says so now.
    if (choice.balanceClasses) {
      if ('classWeights' in choice) throw weightedTwice(where, choice.classWeights);
      checkBalanced(choice.use, where, () => choose('head', { ...choice, classWeights: {} }, where, HEAD_KEYS));
    }
    const own = choice.data && datasets.data(choice.data, `${where}.data`);
    const data = own ?? shared;
    if (data === undefined) throw withoutData(where);
    const named = choice.metrics ?? declaredMetrics(chosen.plugin, chosen.options).map((use) => ({ use }));
    const metrics = named.map((metric, at) => choose('metric', metric, `${where}.metrics[${at}]`));
    const { weight, balanceClasses } = choice;
    const filled = {
      ...options,
      id,
      weight,
      balanceClasses,
      metrics: metrics.map((metric) => metric.filled),
      ...(own && { data: own.filled }),
    };
    return { ...chosen, id, weight, balanceClasses, where, data: data.chosen, metrics, filled };
  });
  checkIds(heads);
  checkFrozen(sections);
  checkBestMetric(
    sections.training.bestMetric,
    heads.map(({ id }) => id),
    'training.bestMetric',
  );
  const { layers } = model.encoder?.plugin.sizes?.(model.encoder.options) ?? {};
  checkFreeze(sections.optimizer.freeze, 'optimizer.freeze', layers);
  const optimizer = choose('optimizer', sections.optimizer, 'optimizer', Object.keys(parameterOptionsShape));
  const schedule = choose('schedule', sections.schedule, 'schedule');
  const trackers = sections.trackers.map((choice, i) => choose('tracker', choice, `trackers[${i}]`));
  const parameters = parameterOptions.strip().parse(sections.optimizer);
  const { $schema: _, ...rest } = sections;
  const config: FinetuneConfig = {
    ...rest,
    ...model.filled,
    data: { ...sections.data, ...shared?.filled },
    heads: heads.map(({ filled }) => filled),
    optimizer: { ...optimizer.filled, ...parameters },
    schedule: schedule.filled,
    trackers: trackers.map(({ filled }) => filled),
  };
  const { tokenizer, encoder } = model;
  return { config, tokenizer, encoder, heads, optimizer, parameters, schedule, trackers };
}

type Choose = <Kind extends PluginKind>(
  kind: Kind,
  choice: PluginChoice,
  where: string,
  own?: readonly string[],
) => Chosen<Kind> & { readonly filled: PluginChoice };

/** Finds a plugin and fills in its options; `own` are keys of the choice that are the config's, not the plugin's. */
function chooserOf(table: PluginTable): Choose {
  return (kind, choice, where, own = []) => {
    const entries = Object.entries(choice);
    const kept = entries.filter(([key, value]) => own.includes(key) && value !== undefined);
    const options = entries.filter(([key]) => !own.includes(key));
    const chosen = table.choose(kind, { use: choice.use, ...Object.fromEntries(options) }, where);
    return { ...chosen, filled: { use: choice.use, ...Object.fromEntries(kept), ...(chosen.options as object) } };
  };
}

class DatasetChooser {
  readonly #choose: Choose;

  constructor(choose: Choose) {
    this.#choose = choose;
  }

  data(
    section: { readonly train: PluginChoice; readonly validation?: PluginChoice; readonly test?: PluginChoice },
    where: string,
  ) {
    const train = this.#dataset(section.train, `${where}.train`);
    const validation = this.#validation(section.validation ?? { use: HELD_OUT, fraction: 0.1 }, `${where}.validation`);
    const test = section.test && this.#dataset(section.test, `${where}.test`);
    return {
      filled: { train: train.filled, validation: validation.filled, ...(test && { test: test.filled }) },
      chosen: { train: train.chosen, validation: validation.chosen, ...(test && { test: test.chosen }) },
    };
  }

  #dataset(choice: PluginChoice, where: string) {
    const { filled } = this.#choose('dataset', choice, where, DATASET_KEYS);
    const { limit, ...rest } = filled;
    const chosen: ChosenDataset = {
      choice: { ...rest, use: filled.use },
      where,
      ...(typeof limit === 'number' && { limit }),
    };
    return { filled, chosen };
  }

  #validation(choice: PluginChoice, where: string) {
    const { use, ...options } = choice;
    if (use !== HELD_OUT) return this.#dataset(choice, where);
    const filled = { use: HELD_OUT, ...parseOptions(heldOutOptions, options, where) } as const;
    return { filled, chosen: filled };
  }
}

/** The encoder and tokenizer of a config: from scratch, or changes to those of a pretrained model. */
function modelParts(sections: FinetuneConfig, choose: Choose) {
  const { model, encoder, tokenizer } = sections;
  if (model !== undefined && tokenizer !== undefined) {
    throw new ConfigError({
      what: 'A pretrained model has a tokenizer of its own',
      where: 'tokenizer',
      received: 'both "model" and "tokenizer"',
      allowed: 'one of them',
      fix: 'remove "tokenizer", or remove "model" to train an encoder from scratch',
    });
  }
  // Options of a model's encoder are laid over its own once the folder is read.
  if (model !== undefined) return { filled: {} };
  if (encoder === undefined) {
    throw new ConfigError({
      what: 'The config has neither "model" nor "encoder"',
      where: 'model',
      allowed: 'a pretrained model to fine-tune, or an encoder to train from scratch',
      fix: 'add one, for example "model": "runs/base"; --model DIR sets it too',
    });
  }
  const chosenEncoder = choose('encoder', encoder, 'encoder');
  const given = tokenizer ?? { use: 'wordpiece.v1' };
  const chosenTokenizer = choose('tokenizer', given, 'tokenizer', ['path']);
  return {
    encoder: chosenEncoder,
    tokenizer: chosenTokenizer,
    // A tokenizer that is read takes what its files say: options are shown only where one is to be trained.
    filled: { encoder: chosenEncoder.filled, tokenizer: given.path === undefined ? chosenTokenizer.filled : given },
  };
}

/** Checks each part by its schema, so that messages name the path within the config. */
function parseSections(input: JsonObject): FinetuneConfig {
  const known = Object.keys(finetuneSections);
  for (const key of Object.keys(input)) {
    if (known.includes(key)) continue;
    const near = nearestName(key, known);
    throw new ConfigError({
      what: `Unknown option "${key}"`,
      where: key,
      allowed: known.join(', '),
      fix: near === undefined ? 'remove it' : `did you mean "${near}"?`,
    });
  }
  const parsed = Object.entries(finetuneSections).map(([key, schema]) => {
    if (input[key] === undefined && !schema.safeParse(undefined).success) {
      throw new ConfigError({
        what: `The config has no "${key}"`,
        where: key,
        ...(MISSING[key] !== undefined && { fix: `add it, for example ${MISSING[key]}` }),
      });
    }
    return [key, parseOptions<unknown>(schema, input[key], key)] as const;
  });
  return Object.fromEntries(parsed.filter(([, value]) => value !== undefined)) as FinetuneConfig;
}

const MISSING: Readonly<Record<string, string>> = {
  heads: '"heads": [{ "use": "sequence-classification.v1" }]',
  training: '"training": { "epochs": 3 }',
};

/** @throws ConfigError for a head that does not take class weights, which `choose` gives it */
function checkBalanced(use: string, where: string, choose: () => unknown): void {
  try {
    choose();
  } catch {
    throw new ConfigError({
      what: 'A head cannot balance its classes',
      where: `${where}.balanceClasses`,
      received: `true beside "${use}"`,
      allowed: 'true for a head with the option "classWeights"',
      fix: 'leave "balanceClasses" out, or choose another head or task',
    });
  }
}

function weightedTwice(where: string, weights: unknown): ConfigError {
  return new ConfigError({
    what: 'A head has class weights, and is to balance its classes too',
    where: `${where}.classWeights`,
    received: JSON.stringify(weights),
    allowed: '"classWeights" or "balanceClasses"',
    fix: 'leave one of the two out',
  });
}

function withoutData(where: string): ConfigError {
  return new ConfigError({
    what: 'A head has no data to learn from',
    where: `${where}.data`,
    fix: 'add "data": { "train": { "use": "jsonl.v1", "files": ["train.jsonl"] } } to the config, or to the head',
  });
}

/** @throws ConfigError for what would train an encoder that is frozen */
function checkFrozen({ features, lora, optimizer }: FinetuneConfig): void {
  const both = (what: string, [first, second]: readonly [string, string], where: string) =>
    new ConfigError({
      what,
      where,
      received: `both "${first}" and "${second}"`,
      allowed: 'one of them',
      fix: `remove "${second}" or "${first}"`,
    });
  if (features !== undefined && lora !== undefined) {
    const what = 'Features are those of a frozen encoder, which adapters would train';
    throw both(what, ['features', 'lora'], 'lora');
  }
  const ofLayers = optimizer.unfreeze ? 'unfreeze' : optimizer.layerDecay < 1 ? 'layerDecay' : undefined;
  if (features !== undefined && ofLayers !== undefined) {
    const what = 'Features are those of a frozen encoder, whose layers do not learn';
    throw both(what, ['features', ofLayers], `optimizer.${ofLayers}`);
  }
  if (lora !== undefined && optimizer.freeze.includes('encoder')) {
    throw new ConfigError({
      what: 'Adapters would train an encoder that is frozen',
      where: `optimizer.freeze[${optimizer.freeze.indexOf('encoder')}]`,
      received: '"encoder" beside "lora"',
      fix: 'remove it: beside adapters the weights of the encoder are frozen anyway',
    });
  }
}

/** What names of scores begin with that are not of a head on the validation data. */
const RESERVED_IDS: readonly string[] = ['test', 'majority'];

function checkIds(heads: readonly { readonly id: string; readonly where: string }[]): void {
  heads.forEach(({ id, where }, i) => {
    if (RESERVED_IDS.includes(id)) {
      throw new ConfigError({
        what: `The id "${id}" of a head is taken`,
        where: `${where}.id`,
        received: `"${id}"`,
        allowed: `any but ${RESERVED_IDS.map((own) => `"${own}"`).join(' and ')}, by which scores of other records are named`,
        fix: `set another "id" of ${where}`,
      });
    }
    const first = heads.findIndex((other) => other.id === id);
    if (first === i) return;
    throw new ConfigError({
      what: `Two heads have the id "${id}"`,
      where: `${where}.id`,
      received: `"${id}", which ${heads[first].where} has too`,
      allowed: 'a different id for each head',
      fix: `set "id" of ${where}`,
    });
  });
}

/** Whether a chosen validation set is held out of the training data. */
export function isHeldOut(data: ChosenData['validation']): data is HeldOutOptions & { readonly use: typeof HELD_OUT } {
  return 'use' in data;
}
