import type { z } from 'zod';
import { shown, type Misfit } from './misfit.js';

/** The first thing that is wrong with a value, parsed with `reportInput`. Checks with `params` say what is wrong themselves. */
export function schemaMisfit({ issues: [issue] }: z.ZodError): Misfit {
  const { path, message, input } = issue;
  const missing = input === undefined;
  return {
    what: missing ? 'A record lacks a field' : 'A field of a record has a wrong value',
    path: path.map((key) => (typeof key === 'number' ? key : String(key))),
    received: missing ? `no "${String(path[path.length - 1])}"` : shown(input),
    allowed: message.replace(/^Invalid input: expected (\S+), received .*$/, 'a value of the type $1'),
    fix: missing ? 'write the field, or leave the record out' : 'mend the value, or leave the record out',
    ...(issue.code === 'custom' && issue.params),
  };
}
