import type { z } from 'zod';
import { ConfigError } from '../errors/config-error.js';
import { nearestName } from '../errors/nearest-name.js';
import { knownOptions } from './known-options.js';

/**
 * Checks options against a schema and fills in defaults.
 * @param where path in the config, such as `corruption[0]`
 * @throws ConfigError naming the option, what was received and what is allowed
 */
export function parseOptions<Options>(schema: z.ZodType<Options>, received: unknown, where: string): Options {
  const result = schema.safeParse(received, { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue.path.reduce<string>(
    (at, key) => at + (typeof key === 'number' ? `[${key}]` : `.${String(key)}`),
    where,
  );
  if (issue.code === 'unrecognized_keys') {
    const known = knownOptions(schema, issue.path);
    const near = nearestName(issue.keys[0], known);
    throw new ConfigError({
      what: `Unknown option "${issue.keys[0]}"`,
      where: path,
      allowed: known.length > 0 ? known.join(', ') : 'no options',
      fix: near === undefined ? 'remove it' : `did you mean "${near}"?`,
    });
  }
  throw new ConfigError({
    what: 'Wrong value for an option',
    where: path,
    received: JSON.stringify(issue.input) ?? String(issue.input),
    allowed: issue.message,
  });
}
