import { PluginError } from '../errors/plugin-error.js';
import type { Feature, Features } from '../plugin/plugin.js';

/** A stage of the chain: where it stands in the config, its plugin's name, and its declaration. */
export interface FeatureStage {
  readonly where: string;
  readonly name: string;
  readonly features: Features;
  /** Objectives and heads read the end of the chain and change nothing for each other. */
  readonly reader?: boolean;
}

/**
 * Follows features along encoder → sampler → corruptions → objectives.
 * @throws PluginError for the first stage that needs what is not there, naming who broke it or that nobody provides it
 */
export function checkFeatures(stages: readonly FeatureStage[]): void {
  const available = new Set<string>();
  const brokenBy = new Map<string, FeatureStage>();
  for (const stage of stages) {
    for (const feature of stage.features.requires ?? []) {
      if (available.has(feature)) continue;
      const breaker = brokenBy.get(feature);
      const providers = [...available].sort();
      const offering = stages.slice(0, stages.indexOf(stage)).find(({ features }) => features.offers?.[feature]);
      throw new PluginError({
        what: `"${stage.name}" needs "${feature}", which ${breaker ? `"${breaker.name}" (${breaker.where}) takes away` : 'nothing before it provides'}`,
        where: stage.where,
        received:
          providers.length > 0 ? `a chain that provides ${providers.join(', ')}` : 'a chain that provides nothing',
        allowed: `an encoder, sampler or corruption that provides "${feature}"`,
        fix: fixFor(feature, stage, breaker, offering),
      });
    }
    if (stage.reader) continue;
    for (const feature of stage.features.breaks ?? []) {
      if (available.delete(feature)) brokenBy.set(feature, stage);
    }
    for (const feature of stage.features.provides ?? []) {
      available.add(feature);
      brokenBy.delete(feature);
    }
  }
}

function fixFor(feature: Feature, { name }: FeatureStage, breaker?: FeatureStage, offering?: FeatureStage): string {
  if (breaker) return `remove "${breaker.name}" or "${name}"`;
  if (offering) return `set ${offering.features.offers?.[feature]} in ${offering.where}, or remove "${name}"`;
  return `use a plugin that provides "${feature}", or remove "${name}"; \`cloze plugins\` lists what each provides`;
}
