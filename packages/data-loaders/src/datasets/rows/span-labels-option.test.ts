import { describe, expect, it } from 'vitest';
import { checkSpanLabels } from './span-labels-option.js';

describe('checkSpanLabels', () => {
  it('takes labels of spans where relations have labels of their own', () => {
    expect(() => checkSpanLabels('relations', ['per'])).not.toThrow();
    expect(() => checkSpanLabels('spans', undefined)).not.toThrow();
  });

  it('says where those of other records are declared', () => {
    expect(() => checkSpanLabels('spans', ['per', 'loc']))
      .toThrow(`Records of the kind "spans" have no labels of spans beside their own
  where: spanLabels
  received: per, loc
  fix: declare them in "labels"`);
    expect(() => checkSpanLabels('tagging', ['per']))
      .toThrow(`Records of the kind "tagging" have no labels of spans beside their own
  where: spanLabels
  received: per
  fix: leave "spanLabels" out, or read relations`);
  });
});
