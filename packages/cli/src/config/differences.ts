import { formatPath, type ConfigPath } from './config-path.js';
import { isJsonObject } from './json-value.js';

/** One place at which two configs differ, as `path: before → now`. */
export function differences(before: unknown, now: unknown, path: ConfigPath = []): string[] {
  if (isJsonObject(before) && isJsonObject(now)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
    return [...keys].flatMap((key) => differences(before[key], now[key], [...path, key]));
  }
  if (Array.isArray(before) && Array.isArray(now)) {
    const length = Math.max(before.length, now.length);
    return Array.from({ length }, (_, i) => differences(before[i], now[i], [...path, i])).flat();
  }
  return Object.is(before, now) ? [] : [`${formatPath(path)}: ${show(before)} → ${show(now)}`];
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
