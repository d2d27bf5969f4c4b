import { ConfigError, DataError } from '@cloze/contracts';
import { expect, it } from 'vitest';
import { placedIn } from './placed-in.js';

const fail = (error: Error) => () => {
  throw error;
};

it('says of what the place of an error is', () => {
  expect(placedIn('grid', () => 1)).toBe(1);
  expect(() => placedIn('grid', fail(new ConfigError({ what: 'Wrong', where: 'a', received: '1' })))).toThrow(
    expect.objectContaining({ code: 'CLOZE_CONFIG', message: 'Wrong\n  where: a, of the grid\n  received: 1' }),
  );
  expect(() => placedIn('grid', fail(new ConfigError({ what: 'Wrong', received: '1' })))).toThrow('where: grid');
});

it('leaves errors of other kinds as they are', () => {
  for (const error of [new DataError({ what: 'Bad row', where: 'a.txt', received: '1' }), new TypeError('a fault')])
    expect(() => placedIn('head "topic"', fail(error), ['CLOZE_CONFIG'])).toThrow(error);
});
