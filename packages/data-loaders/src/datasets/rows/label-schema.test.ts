import { describe, expect, it } from 'vitest';
import { labelSchema } from './label-schema.js';
import { schemaMisfit } from './schema-misfit.js';

describe('labelSchema', () => {
  it('takes a label, and none that is empty or white space', () => {
    expect(labelSchema.parse('x')).toBe('x');
    for (const label of ['', ' \t']) {
      expect(schemaMisfit(labelSchema.safeParse(label, { reportInput: true }).error!)).toEqual({
        what: 'A label is empty',
        path: [],
        received: JSON.stringify(label),
        allowed: 'a label that is not empty',
        fix: 'write a label, or leave the record out',
      });
    }
  });
});
