import { describe, expect, it } from 'vitest';
import { checkColumns } from './check-columns.js';

const check = (...cells: string[]) =>
  checkColumns(cells, 2, { file: 'a.txt', line: 3 }, { what: 'A row is ragged', fix: 'mend it' });

describe('checkColumns', () => {
  it('names the first column that is missing, or too many', () => {
    expect(() => check('a', 'b')).not.toThrow();
    expect(() => check('a')).toThrow(
      'A row is ragged\n  where: a.txt, line 3, column 2\n  received: 1\n  allowed: 2\n  fix: mend it',
    );
    expect(() => check('a', 'b', 'c', 'd')).toThrow(
      'A row is ragged\n  where: a.txt, line 3, column 3\n  received: 4\n  allowed: 2\n  fix: mend it',
    );
  });
});
