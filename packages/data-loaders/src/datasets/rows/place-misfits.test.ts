import { describe, expect, it } from 'vitest';
import { MisfitError } from './misfit.js';
import { placeMisfits } from './place-misfits.js';

const place = (make: () => unknown) => placeMisfits(make, (path) => ({ file: 'a.txt', line: path.length }));

describe('placeMisfits', () => {
  it('gives what is made, and names the place of what is no record', () => {
    expect(place(() => 1)).toBe(1);
    expect(() =>
      place(() => {
        throw new MisfitError({ what: 'A tag is wrong', path: ['tags', 2], received: '1', fix: 'mend it' });
      }),
    ).toThrow('A tag is wrong\n  where: a.txt, line 2\n  received: 1\n  fix: mend it');
  });

  it('passes on other errors', () => {
    const other = new Error('other');
    expect(() =>
      place(() => {
        throw other;
      }),
    ).toThrow(other);
  });
});
