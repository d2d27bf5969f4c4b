import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { knownOptions } from './known-options.js';

const schema = z.strictObject({
  rate: z.number().default(0.1),
  parts: z.array(z.strictObject({ file: z.string(), weight: z.number().optional() })).default([]),
  window: z.strictObject({ size: z.number() }).optional(),
});

describe('knownOptions', () => {
  it('names the options at the top, inside arrays and inside optional parts', () => {
    expect(knownOptions(schema, [])).toEqual(['rate', 'parts', 'window']);
    expect(knownOptions(schema, ['parts', 1])).toEqual(['file', 'weight']);
    expect(knownOptions(schema, ['window'])).toEqual(['size']);
  });

  it('names none where there are none', () => {
    expect(knownOptions(schema, ['rate'])).toEqual([]);
    expect(knownOptions(z.string(), [])).toEqual([]);
  });
});
