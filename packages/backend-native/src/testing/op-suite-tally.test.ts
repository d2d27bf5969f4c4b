import { describe, expect, it } from 'vitest';
import { OpSuiteTally } from './op-suite-tally.js';

const failed = (name: string) => ({ name, status: 'failed', messages: ['1 is not 2'] });
const passed = (name: string) => ({ name, status: 'passed', messages: [] });

describe('OpSuiteTally', () => {
  it('takes failures on the list for known ones', () => {
    const tally = new OpSuiteTally({ 'erf of': 'more exact than the table' });
    for (const test of [passed('add'), failed('erf of 1'), failed('erf of 2')]) tally.add(test);
    tally.add({ name: 'left out', status: 'pending', messages: [] });
    expect(tally.problems(3)).toEqual([]);
    expect(String(tally)).toBe(
      'ignored.json has 1 entry, 1 tests left out by tfjs itself\n1 passed, 0 failed, 2 skipped',
    );
  });

  it('reports failures, entries of tests that pass or are gone, and a suite that did not load', () => {
    const tally = new OpSuiteTally({ add: 'it failed once', gone: 'it was there once' });
    for (const test of [passed('add'), failed('sub')]) tally.add(test);
    expect(tally.problems(100)).toEqual([
      'FAILED sub\n    1 is not 2',
      'STALE entry of ignored.json, no test fails by it: add',
      'STALE entry of ignored.json, no test fails by it: gone',
      'INCOMPLETE: only 2 tests ran, there are 100 or more',
    ]);
  });
});
