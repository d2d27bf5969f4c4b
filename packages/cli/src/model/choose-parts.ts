import type { ModelFolder } from '@cloze/checkpoints';
import { createLabelSet, ModelError, type LabelSet } from '@cloze/contracts';
import type { PluginTable } from '@cloze/registry';
import type { ChosenObjective, EncoderChoice } from '../compose/run-model.js';
import type { Chosen } from '../config/parse-run.js';
import { chooseSaved } from './choose-saved.js';
import { foreignParts } from './foreign-parts.js';

/** Encoder and objectives of a model, by plugin. */
export interface ModelPartsChoice {
  readonly encoder: EncoderChoice;
  readonly objectives: readonly ChosenObjective[];
  readonly heads: readonly ChosenModelHead[];
  /** The class of transformers whose head cloze has no part for: the encoder alone is used. */
  readonly unsupported?: string;
}

/** A head of a model folder. */
export interface ChosenModelHead {
  readonly id: string;
  readonly chosen: Chosen<'head'>;
  readonly labels: LabelSet;
}

const NO_PARTS = { objectives: [], heads: [] };

/**
 * What a model folder was built with: as its `cloze.json` says, or as its `config.json` tells of a folder from elsewhere.
 * @throws PluginError for a plugin that is not there, ModelError for a kind of model that no encoder knows
 */
export function chooseParts(
  { config, manifest, directory, weights }: ModelFolder,
  table: PluginTable,
  wanted: 'all' | 'encoder' = 'all',
): ModelPartsChoice {
  const hasPooler = weights.tensors.has('bert.pooler.dense.weight');
  if (manifest) {
    const { objectives, heads } = wanted === 'all' ? manifest : NO_PARTS;
    const file = `${directory}/cloze.json`;
    const encoder = chooseSaved('encoder', manifest.encoder, `${file}: encoder`, table);
    const chosen = objectives.map((part, i) => ({
      ...chooseSaved('objective', part, `${file}: objectives[${i}]`, table),
      id: part.id,
      weight: 1,
    }));
    const needsPooler = heads.length > 0 || chosen.some(readsPooler);
    return {
      encoder: sizedBy(config, encoder, hasPooler || needsPooler),
      objectives: chosen,
      heads: heads.map((part, i) => ({
        id: part.id,
        chosen: chooseSaved('head', part, `${file}: heads[${i}]`, table),
        labels: createLabelSet(part.labels, part.spanLabels),
      })),
    };
  }
  for (const { plugin } of table.list('encoder')) {
    const options = plugin.fromModelConfig?.(config);
    if (options === undefined) continue;
    return {
      encoder: { plugin, options: typeof options === 'object' ? { ...options, pooler: hasPooler } : options },
      ...(wanted === 'all' ? foreignParts({ config, directory, weights }, table) : NO_PARTS),
    };
  }
  throw new ModelError({
    what: 'No encoder knows this kind of model',
    where: `${directory}/config.json`,
    received: `"model_type": ${JSON.stringify(config['model_type']) ?? 'nothing'}`,
    allowed: table
      .list('encoder')
      .map(({ plugin }) => plugin.name)
      .join(', '),
  });
}

function readsPooler({ plugin, options }: ChosenObjective): boolean {
  return plugin.features?.(options).requires?.includes('pooled') === true;
}

/**
 * An encoder with the sizes of `config.json`, where its plugin reads them there: they were checked against the weights, those of `cloze.json` were
 * not.
 * @param pooled whether a pooler that the manifest has is there, or is to be missed: one that nothing reads may have been left out
 */
function sizedBy(config: ModelFolder['config'], chosen: Chosen<'encoder'>, pooled: boolean): EncoderChoice {
  const sizes = chosen.plugin.fromModelConfig?.(config);
  const { options } = chosen;
  if (typeof sizes !== 'object' || sizes === null || typeof options !== 'object' || options === null) return chosen;
  // The pooler is no matter of sizes, and the config does not tell it.
  return {
    ...chosen,
    options: { ...sizes, ...('pooler' in options && { pooler: options.pooler && pooled }) },
    configured: options,
  };
}
