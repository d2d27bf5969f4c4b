import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeOptions } from './describe-options.js';

describe('describeOptions', () => {
  it('gives name, type, default and description of each option', () => {
    const schema = z
      .strictObject({
        rate: z.number().min(0).default(0.15).describe('share of the tokens'),
        mode: z.enum(['a', 'b']).default('a'),
        limit: z.int().positive().nullable().default(null),
        files: z.array(z.string()),
        modes: z.array(z.enum(['a', 'b'])).optional(),
        nested: z.strictObject({ on: z.boolean() }).optional(),
      })
      .refine(() => true);
    expect(describeOptions(schema)).toEqual([
      { name: 'rate', type: 'number', required: false, default: 0.15, description: 'share of the tokens' },
      { name: 'mode', type: '"a" | "b"', required: false, default: 'a' },
      { name: 'limit', type: 'integer | null', required: false, default: null },
      { name: 'files', type: 'string[]', required: true },
      { name: 'modes', type: '("a" | "b")[]', required: false },
      { name: 'nested', type: '{ on: boolean }', required: false },
    ]);
  });
});
