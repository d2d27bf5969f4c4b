import { describe, expect, it } from 'vitest';
import { toBio } from './to-bio.js';

describe('toBio', () => {
  it.each([
    ['iob1', 'I-A I-A O I-A B-A I-B I-B', 'B-A I-A O B-A B-A B-B I-B'],
    ['bioes', 'S-A B-B I-B E-B O B-A E-A', 'B-A B-B I-B I-B O B-A I-A'],
    ['iob1', 'I O I I B', 'B O B I B'],
    ['bioes', 'S O B I E', 'B O B I I'],
    ['bio', 'B-A I-A O I-B', 'B-A I-A O I-B'],
  ] as const)('reads %s', (scheme, tags, bio) => expect(toBio(tags.split(' '), scheme).join(' ')).toBe(bio));
});
