import { ConfigError } from '@cloze/contracts';
import type { PluginTable } from '@cloze/registry';
import { parsePath } from '../config/config-path.js';
import type { JsonObject, JsonValue } from '../config/json-value.js';
import { placedIn } from '../config/placed-in.js';
import { setValues } from '../config/set-values.js';
import { parseFinetune, type ParsedFinetune } from './parse-finetune.js';

/** One combination of a grid's values. */
export interface GridCell {
  /** By path in the config; empty without a grid. */
  readonly values: Readonly<Record<string, JsonValue>>;
  readonly parsed: ParsedFinetune;
}

/** What of a config's training is of all combinations. */
const SHARED = ['seeds', 'bestMetric'] as const;

/**
 * Every combination of a config's `grid`, the last path varying fastest, each checked; the config itself without one.
 * @throws what {@link parseFinetune} does, and ConfigError for a key that is no path, or one of what all combinations share
 */
export function gridCells(input: JsonObject, table: PluginTable): readonly GridCell[] {
  const { grid, ...config } = input;
  const whole = parseFinetune(input, table);
  if (whole.config.grid === undefined) return [{ values: {}, parsed: whole }];
  const axes = Object.entries(grid as Record<string, JsonValue[]>);
  for (const [path] of axes) if (parsePath(path) === undefined) throw noPath(path);
  const combinations = axes.reduce<Record<string, JsonValue>[]>(
    (before, [path, values]) => before.flatMap((cell) => values.map((value) => ({ ...cell, [path]: value }))),
    [{}],
  );
  return combinations.map((values) => {
    const assignments = Object.entries(values).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
    // The combination is not in the config as it stands.
    const of = `grid, with ${describeValues(values)}`;
    const parsed = placedIn(of, () => parseFinetune(setValues(config, assignments), table));
    for (const name of SHARED)
      if (JSON.stringify(parsed.config.training[name]) !== JSON.stringify(whole.config.training[name]))
        throw ofAll(name, parsed.config.training[name]);
    return { values, parsed };
  });
}

/** `optimizer.learningRate 0.00002, training.batchSize 16`. */
export function describeValues(values: GridCell['values']): string {
  return Object.entries(values)
    .map(([path, value]) => `${path} ${JSON.stringify(value)}`)
    .join(', ');
}

function noPath(received: string): ConfigError {
  return new ConfigError({
    what: 'A key of the grid is no path in the config',
    where: 'grid',
    received: JSON.stringify(received),
    allowed: 'paths such as "optimizer.learningRate" or "heads[0].dropout"',
  });
}

function ofAll(name: string, received: JsonValue | undefined): ConfigError {
  return new ConfigError({
    what: `A grid varies training.${name}, by which all its combinations are run and compared`,
    where: 'grid',
    received: JSON.stringify(received),
    fix: `set "${name}" in "training" itself, once for all combinations`,
  });
}
