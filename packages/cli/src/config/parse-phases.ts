import { ConfigError, parseOptions } from '@cloze/contracts';
import type { PluginTable } from '@cloze/registry';
import { z } from 'zod';
import type { JsonObject } from './json-value.js';
import { mergePhase } from './merge-phase.js';
import { parseRun, type ParsedRun } from './parse-run.js';
import { PHASE_KEYS, phaseSection } from './run-sections.js';

const phaseList = z.array(z.unknown()).min(1);

/** A config with its stretches of training in order; one without `phases` has a single one. */
export interface ParsedConfig {
  /** Filled in. With phases, each holds all that phases may change, and the config the rest. */
  readonly config: JsonObject;
  readonly phases: readonly ParsedRun[];
}

/** Checks a config and each of its phases before any of them runs; throws as {@link parseRun} does. */
export function parsePhases(input: JsonObject, table: PluginTable): ParsedConfig {
  const { phases: written, ...base } = input;
  if (written === undefined) {
    const run = parseRun(base, table);
    return { config: toJson(run.config), phases: [run] };
  }
  const overrides = parseOptions<unknown[]>(phaseList, written, 'phases');
  const phases = overrides.map((phase, i) => {
    const changes = parseOptions<Record<string, unknown>>(phaseSection, phase, `phases[${i}]`);
    return parseRun(mergePhase(base, toJson(changes)), table, `phases[${i}].`);
  });
  phases.forEach(checkSeeds);
  const changed = (key: string) => PHASE_KEYS.includes(key);
  const shared = Object.entries(toJson(phases[0].config)).filter(([key]) => !changed(key));
  const filled = phases.map(({ config }) => pick(toJson(config), changed));
  return { config: { ...Object.fromEntries(shared), phases: filled }, phases };
}

/** A run is made anew for each seed, all of its phases together. */
function checkSeeds({ config }: ParsedRun, i: number, all: readonly ParsedRun[]): void {
  const [seeds, first] = [config.training.seeds, all[0].config.training.seeds].map((value) => JSON.stringify(value));
  if (seeds === first) return;
  throw new ConfigError({
    what: 'Phases of one run have other seeds',
    where: `phases[${i}].training.seeds`,
    received: seeds ?? 'none',
    allowed: first === undefined ? 'none, as in the first phase' : `${first}, as in the first phase`,
    fix: 'set "training.seeds" beside "phases", not in them',
  });
}

function pick(config: JsonObject, wanted: (key: string) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(config).filter(([key]) => wanted(key)));
}

/** Plain JSON: what is compared on resume is what a file would hold. */
function toJson(config: object): JsonObject {
  return JSON.parse(JSON.stringify(config)) as JsonObject;
}
