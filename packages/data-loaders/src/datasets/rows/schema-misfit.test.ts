import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { schemaMisfit } from './schema-misfit.js';

const tag = z
  .string()
  .refine((text) => text !== '', { error: 'a tag', params: { what: 'A tag is empty', fix: 'tag it' } });
const schema = z.object({ tags: z.array(tag) });
const misfit = (value: unknown) => schemaMisfit(schema.safeParse(value, { reportInput: true }).error!);

describe('schemaMisfit', () => {
  it('says what is missing or wrong, and where', () => {
    expect(misfit({})).toEqual({
      what: 'A record lacks a field',
      path: ['tags'],
      received: 'no "tags"',
      allowed: 'a value of the type array',
      fix: 'write the field, or leave the record out',
    });
    expect(misfit({ tags: ['O', 1] })).toEqual({
      what: 'A field of a record has a wrong value',
      path: ['tags', 1],
      received: '1',
      allowed: 'a value of the type string',
      fix: 'mend the value, or leave the record out',
    });
  });

  it('takes the words of a check that has its own', () => {
    expect(misfit({ tags: [''] })).toEqual({
      what: 'A tag is empty',
      path: ['tags', 0],
      received: '""',
      allowed: 'a tag',
      fix: 'tag it',
    });
  });
});
