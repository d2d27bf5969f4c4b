import { UsageError } from '@cloze/contracts';
import { formatPath, parsePath } from './config-path.js';
import { isJsonObject, type JsonObject, type JsonValue } from './json-value.js';

/**
 * A copy of a config with values set from the command line, each `path=value`. Values are JSON where they read as such
 * (`0.3`, `true`, `["a"]`), text otherwise. Objects on the way are made; an array can be changed or grown by one.
 * @throws UsageError for what is no `path=value`, or leads through something that is neither object nor array
 */
export function setValues(config: JsonObject, assignments: readonly string[]): JsonObject {
  const changed = structuredClone(config);
  for (const assignment of assignments) setValue(changed, assignment);
  return changed;
}

function setValue(config: JsonObject, assignment: string): void {
  const equals = assignment.indexOf('=');
  const path = equals < 0 ? undefined : parsePath(assignment.slice(0, equals));
  if (path === undefined) {
    throw new UsageError({
      what: 'Cannot read what --set should set',
      where: '--set',
      received: assignment,
      allowed: 'path=value, such as encoder.preset=mini or corruption[0].rate=0.3',
    });
  }
  const value = parseValue(assignment.slice(equals + 1));
  let place: JsonObject | JsonValue[] = config;
  path.forEach((key, depth) => {
    const last = depth === path.length - 1;
    if (Array.isArray(place)) {
      if (typeof key !== 'number' || key > place.length) throw blocked(path.slice(0, depth), place, assignment);
      if (last || place.length === key) place[key] = last ? value : {};
      if (!last) place = container(place[key], path.slice(0, depth + 1), assignment);
    } else {
      const name = String(key);
      if (last) place[name] = value;
      else place = container((place[name] ??= {}), path.slice(0, depth + 1), assignment);
    }
  });
}

function parseValue(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}

function container(value: JsonValue, path: readonly (string | number)[], assignment: string): JsonObject | JsonValue[] {
  if (Array.isArray(value) || isJsonObject(value)) return value;
  throw blocked(path, value, assignment);
}

function blocked(path: readonly (string | number)[], value: JsonValue, assignment: string): UsageError {
  return new UsageError({
    what: `Cannot set a value below ${formatPath(path)}`,
    where: `--set ${assignment}`,
    received: `${formatPath(path)} = ${JSON.stringify(value)}`,
    allowed: Array.isArray(value) ? `an index from 0 to ${value.length}` : 'an object or an array',
  });
}
