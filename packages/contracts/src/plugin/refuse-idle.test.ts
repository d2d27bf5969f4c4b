import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseOptions } from './parse-options.js';
import { refuseIdle } from './refuse-idle.js';

const schema = z
  .strictObject({ mode: z.enum(['a', 'b']).default('a'), width: z.int().default(3) })
  .superRefine((parsed, context) => {
    if (parsed.mode === 'a') refuseIdle(context, parsed, 'width', 3, 'none with "mode": "a"');
  });

it('refuses a value that does nothing, but for the one that options have when parsed', () => {
  expect(() => parseOptions(schema, { width: 4 }, 'heads[0]')).toThrow(
    'Wrong value for an option\n  where: heads[0].width\n  received: 4\n  allowed: none with "mode": "a"',
  );
  expect(parseOptions(schema, { width: 4, mode: 'b' }, 'heads[0]')).toEqual({ mode: 'b', width: 4 });
  expect(parseOptions(schema, parseOptions(schema, {}, 'heads[0]'), 'heads[0]')).toEqual({ mode: 'a', width: 3 });
});
