import { expect, it } from 'vitest';
import { areEntityTags } from './are-entity-tags.js';

it.each([
  ['O B-PER I-PER O', true],
  ['S-LOC O', true],
  ['O O', true],
  ['B I O', true],
  ['S O', true],
  ['NOUN VERB O', false],
  ['I V O', false],
  ['PROPN X', false],
])('tells of %s whether they write entities: %s', (tags, entities) =>
  expect(areEntityTags(tags.split(' '))).toBe(entities),
);
