import { isJsonObject, type JsonObject, type JsonValue } from './json-value.js';

/**
 * A config with a phase's parts laid over it: objects are merged, so that a phase names only what it changes; arrays are
 * replaced, and so is a plugin's choice when the phase uses another plugin, whose options are others.
 */
export function mergePhase(config: JsonObject, phase: JsonObject): JsonObject {
  const merged: JsonObject = { ...config };
  for (const [key, value] of Object.entries(phase)) merged[key] = mergeValue(config[key], value);
  return merged;
}

function mergeValue(before: JsonValue | undefined, now: JsonValue): JsonValue {
  if (!isJsonObject(before) || !isJsonObject(now)) return now;
  const otherPlugin = now['use'] !== undefined && now['use'] !== before['use'];
  return otherPlugin ? now : mergePhase(before, now);
}
