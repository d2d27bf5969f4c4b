import { describe, expect, it } from 'vitest';
import { legendOf } from './legend-of.js';

describe('legendOf', () => {
  it('has as many columns as fit, one at least', () => {
    expect(legendOf(['a', 'b', 'c'], 640)).toEqual({ columns: 3, labelLimit: 183 });
    expect(legendOf(['training', 'a name of some thirty letters'], 640)).toEqual({
      columns: 2,
      labelLimit: 290,
    });
    expect(legendOf(['training', 'x'.repeat(60), 'z'], 640)).toEqual({ columns: 1, labelLimit: 610 });
  });

  it('is left out where there is nothing to tell apart', () => expect(legendOf(['a'], 640)).toBeNull());
});
