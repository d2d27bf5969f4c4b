import type { ModelManifest } from './model-manifest.js';

/** Parameters of a further encoder, such as a generator: its prefix stands before the names that an encoder has. */
const FURTHER_ENCODER = /^[^.]+\.bert\./;

/**
 * Tells the tensors of the parts that a `cloze.json` names: under `cloze.<id>.`, under the keys that heads of transformers have, and of further
 * encoders.
 * @param headKeys of all heads that transformers has for this kind of model
 */
export function partTensors(
  { objectives, heads, features }: ModelManifest,
  headKeys: { has(name: string): boolean },
): (name: string) => boolean {
  const ids = [...objectives, ...heads].map(({ id }) => id);
  if (ids.length === 0) return () => false;
  const prefixes = [...ids, ...(features ? ['features'] : [])].map((id) => `cloze.${id}.`);
  return (name) =>
    headKeys.has(name) || FURTHER_ENCODER.test(name) || prefixes.some((prefix) => name.startsWith(prefix));
}
