import { PluginError, nearestName, type AnyPlugin } from '@cloze/contracts';

/** The functions that a plugin of each known kind must have. Kinds that users add by declaration merging need none. */
const FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  tokenizer: ['load', 'train'],
  dataset: ['open'],
  sampler: ['maxLength', 'plan', 'assemble'],
  corruption: ['create'],
  objective: ['targets', 'create'],
  encoder: ['create'],
  head: ['targets', 'create', 'decode'],
  optimizer: ['create'],
  schedule: ['create'],
  metric: ['compute'],
  tracker: ['create'],
};

/**
 * Checks that a value is a plugin, as far as that can be seen from outside.
 * @param origin where the value comes from: a module's path and export, or `built-in`
 * @throws PluginError naming the part that is missing or wrong
 */
export function checkPlugin(value: unknown, origin: string): AnyPlugin {
  if (!isRecord(value))
    throw malformed('This is not a plugin', origin, describe(value), 'an object made by a define function');
  const label = typeof value['name'] === 'string' ? `Plugin "${value['name']}"` : 'A plugin';
  const part = (name: string, fits: boolean, allowed: string) => {
    if (!fits)
      throw malformed(`${label} is malformed`, origin, `${name} = ${describe(value[name])}`, `${name}: ${allowed}`);
  };
  if (value['apiVersion'] !== 1 && typeof value['apiVersion'] === 'number') {
    throw new PluginError({
      what: `${label} is written for another version of cloze`,
      where: origin,
      received: `apiVersion ${value['apiVersion']}`,
      allowed: 'apiVersion 1',
      fix: 'update cloze or the plugin, whichever is older',
    });
  }
  part('apiVersion', value['apiVersion'] === 1, '1');
  part('kind', typeof value['kind'] === 'string' && value['kind'] !== '', 'the name of a plugin kind');
  part(
    'name',
    typeof value['name'] === 'string' && /^.+\.v\d+$/.test(value['name']),
    'a name with a version, such as "mlm.v1"',
  );
  part('summary', typeof value['summary'] === 'string' && value['summary'] !== '', 'one line of text');
  part('options', isRecord(value['options']) && typeof value['options']['safeParse'] === 'function', 'a zod schema');
  const kind = String(value['kind']);
  const near = Object.hasOwn(FUNCTIONS, kind) ? undefined : nearestName(kind, Object.keys(FUNCTIONS));
  part('kind', near === undefined, `one of ${Object.keys(FUNCTIONS).join(', ')}; did you mean "${near}"?`);
  for (const name of FUNCTIONS[kind] ?? []) part(name, typeof value[name] === 'function', 'a function');
  if (!isAnyPlugin(value)) throw new TypeError('unreachable: every part was checked');
  return value;
}

/** Every part was checked one by one before; this tells the type checker. */
function isAnyPlugin(value: object): value is AnyPlugin {
  return 'apiVersion' in value;
}

function malformed(what: string, where: string, received: string, allowed: string): PluginError {
  return new PluginError({
    what,
    where,
    received,
    allowed,
    fix: 'make it with defineObjective, defineCorruption, … of @cloze/contracts',
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function describe(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  return JSON.stringify(value) ?? String(value);
}
