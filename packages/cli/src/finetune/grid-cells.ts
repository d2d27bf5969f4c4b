import type { PluginTable } from '@cloze/registry';
import { parsePath } from '../config/config-path.js';
import type { JsonObject, JsonValue } from '../config/json-value.js';
import { setValues } from '../config/set-values.js';
import { ConfigError } from '@cloze/contracts';
import { parseFinetune, type ParsedFinetune } from './parse-finetune.js';

/** One combination of a grid's values. */
export interface GridCell {
  /** By path in the config; empty without a grid. */
  readonly values: Readonly<Record<string, JsonValue>>;
  readonly parsed: ParsedFinetune;
}

/**
 * Every combination of a config's `grid`, the last path varying fastest, each checked; the config itself without one.
 * @throws what {@link parseFinetune} does, and ConfigError for a key that is no path
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
    return { values, parsed: parseFinetune(setValues(config, assignments), table) };
  });
}

function noPath(received: string): ConfigError {
  return new ConfigError({
    what: 'A key of the grid is no path in the config',
    where: 'grid',
    received: JSON.stringify(received),
    allowed: 'paths such as "optimizer.learningRate" or "heads[0].dropout"',
  });
}
