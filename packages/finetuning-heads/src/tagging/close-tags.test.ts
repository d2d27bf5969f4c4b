import { describe, expect, it } from 'vitest';
import { closeTags } from './close-tags.js';

describe('closeTags', () => {
  it('adds what the scheme writes stretches of each type with', () => {
    expect(closeTags('bio', ['O', 'I-A', 'B-P', 'I-P'])).toEqual(['O', 'I-A', 'B-P', 'I-P', 'B-A']);
    expect(closeTags('bioes', ['O', 'B-A'])).toEqual(['O', 'B-A', 'I-A', 'E-A', 'S-A']);
    expect(closeTags('bio', ['O', 'I'])).toEqual(['O', 'I', 'B']);
  });

  it('leaves tags that suffice as they are', () => {
    expect(closeTags('iob1', ['O', 'I-A', 'B-A'])).toEqual(['O', 'I-A', 'B-A']);
  });
});
