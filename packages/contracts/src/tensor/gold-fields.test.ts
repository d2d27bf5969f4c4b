import { describe, expect, it } from 'vitest';
import { goldFields } from './gold-fields.js';

describe('goldFields', () => {
  it('are told, or follow from the options', () => {
    const gold = ({ several }: { several: boolean }) => (several ? [['labels', 'label']] : ['label']);
    expect(goldFields({ gold: ['spans', 'relations'] }, {})).toEqual([['spans'], ['relations']]);
    expect(goldFields({ gold }, { several: true })).toEqual([['labels', 'label']]);
    expect(goldFields({ gold }, { several: false })).toEqual([['label']]);
    expect(goldFields({}, {})).toBeUndefined();
  });
});
