import { describe, expect, it } from 'vitest';
import { formatPath, parsePath } from './config-path.js';

describe('config paths', () => {
  it('are written with dots and brackets', () => {
    expect(formatPath(['data', 'train', 'files', 0])).toBe('data.train.files[0]');
    expect(formatPath(['seed'])).toBe('seed');
  });

  it('are read in either form of index', () => {
    expect(parsePath('corruption[0].rate')).toEqual(['corruption', 0, 'rate']);
    expect(parsePath('corruption.0.rate')).toEqual(['corruption', 0, 'rate']);
    expect(parsePath('seed')).toEqual(['seed']);
  });

  it.each(['', '.seed', 'seed.', 'a..b', 'a[x]', 'a[0', '[0]'])('are not %j', (text) => {
    expect(parsePath(text)).toBeUndefined();
  });
});
