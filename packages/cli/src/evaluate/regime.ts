import { readModelFolder } from '@cloze/checkpoints';
import type { PluginChoice, PluginTable } from '@cloze/registry';
import { isJsonObject, type JsonObject } from '../config/json-value.js';
import type { Chosen } from '../config/parse-run.js';

/** How a model was trained, as far as its evaluation does the same. */
export interface Regime {
  readonly sampler: Chosen<'sampler'>;
  readonly corruption: readonly Chosen<'corruption'>[];
  /** Reads text as the training text was read; without files. */
  readonly dataset: PluginChoice;
  readonly seed: number;
  /** Updates that the weights have seen, where it is known. */
  readonly step?: number;
}

/** BERT's own, for models of which nothing else is known. */
const DEFAULTS = {
  sampler: { use: 'full-sentences.v1' },
  corruption: [{ use: 'token-masking.v1' }],
  dataset: { use: 'text.v1' },
} as const;

/**
 * The regime that a model folder tells of: that of its last phase of training, or BERT's where it tells of none.
 * @throws PluginError for a plugin that is not there
 */
export async function regimeOf(directory: string, table: PluginTable): Promise<Regime> {
  const folder = await readModelFolder(directory);
  await folder.close();
  const { provenance } = folder.manifest ?? {};
  const config = isJsonObject(provenance?.config) ? provenance.config : {};
  const where = `${directory}/cloze.json: provenance.config`;
  const listed: unknown = config['corruption'];
  const corruption: readonly PluginChoice[] = Array.isArray(listed) ? listed.filter(isChoice) : DEFAULTS.corruption;
  return {
    sampler: table.choose('sampler', choiceOf(config['sampler']) ?? DEFAULTS.sampler, `${where}.sampler`),
    corruption: corruption.map((choice, i) => table.choose('corruption', choice, `${where}.corruption[${i}]`)),
    dataset: datasetOf(config['data']),
    seed: provenance?.seed ?? 1,
    step: provenance?.step,
  };
}

/** The dataset of the validation text, else of the training text, that is read from files. */
function datasetOf(data: unknown): PluginChoice {
  const { validation, train }: JsonObject = isJsonObject(data) ? data : {};
  const choice = [validation, train].map(choiceOf).find((one) => Array.isArray(one?.['files']));
  if (choice === undefined) return DEFAULTS.dataset;
  const { files: _, ...rest } = choice;
  return rest;
}

function choiceOf(value: unknown): PluginChoice | undefined {
  return isChoice(value) ? value : undefined;
}

function isChoice(value: unknown): value is PluginChoice {
  return isJsonObject(value) && typeof value['use'] === 'string';
}
