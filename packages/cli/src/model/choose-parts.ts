import type { ModelFolder } from '@cloze/checkpoints';
import { ModelError } from '@cloze/contracts';
import type { PluginTable } from '@cloze/registry';
import type { ChosenObjective } from '../compose/run-model.js';
import type { Chosen } from '../config/parse-run.js';

/** Encoder and objectives of a model, by plugin. */
export interface ModelPartsChoice {
  readonly encoder: Chosen<'encoder'>;
  readonly objectives: readonly ChosenObjective[];
}

/**
 * What a model folder was built with: as its `cloze.json` says, or as its `config.json` tells of a folder from elsewhere.
 * @throws PluginError for a plugin that is not there, ModelError for a kind of model that no encoder knows
 */
export function chooseParts(
  { config, manifest, directory, weights }: ModelFolder,
  table: PluginTable,
): ModelPartsChoice {
  if (manifest) {
    const { encoder, objectives } = manifest;
    return {
      encoder: table.choose('encoder', { ...encoder.options, use: encoder.use }, `${directory}/cloze.json: encoder`),
      objectives: objectives.map(({ id, use, options }, i) => ({
        ...table.choose('objective', { ...options, use }, `${directory}/cloze.json: objectives[${i}]`),
        id,
        weight: 1,
      })),
    };
  }
  for (const { plugin } of table.list('encoder')) {
    const options = plugin.fromModelConfig?.(config);
    if (options === undefined) continue;
    const pooler = weights.tensors.has('bert.pooler.dense.weight');
    const fillsMasks = weights.tensors.has('cls.predictions.bias');
    const objective = { ...table.choose('objective', { use: 'mlm.v1' }, 'objectives[0]'), id: 'mlm', weight: 1 };
    return {
      encoder: { plugin, options: typeof options === 'object' ? { ...options, pooler } : options },
      objectives: fillsMasks ? [objective] : [],
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
