import type { JsonObject } from '../config/json-value.js';
import { isJsonObject } from '../config/json-value.js';
import type { ParsedRun } from '../config/parse-run.js';
import type { ResolvedRun } from './resolve-run.js';

/** The seeds that a run is to be made with, one after the other; undefined where it has its own seed alone. */
export function seedsOf({ phases }: ResolvedRun): readonly number[] | undefined {
  return phases[0].config.training.seeds;
}

/** The run of one of several seeds: the same config with that seed, and no others. */
export function seedRun(resolved: ResolvedRun, seed: number): ResolvedRun {
  const { phases } = resolved.config;
  const config = withoutSeeds({ ...resolved.config, seed });
  return {
    ...resolved,
    config: Array.isArray(phases)
      ? { ...config, phases: phases.map((phase) => (isJsonObject(phase) ? withoutSeeds(phase) : phase)) }
      : config,
    phases: resolved.phases.map((phase) => ({ ...phase, config: parsedWith(phase.config, seed) })),
  };
}

function withoutSeeds(config: JsonObject): JsonObject {
  const { training } = config;
  if (!isJsonObject(training)) return config;
  const { seeds: _, ...rest } = training;
  return { ...config, training: rest };
}

function parsedWith(config: ParsedRun['config'], seed: number): ParsedRun['config'] {
  const { seeds: _, ...training } = config.training;
  return { ...config, seed, training };
}
