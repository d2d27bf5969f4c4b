/** How a test of the suite ended, as jasmine says it. */
export interface SuiteTest {
  readonly name: string;
  readonly status: string;
  readonly messages: readonly string[];
}

/** Counts a test suite's results beside a list of tests that are known to fail, with the reason of each. */
export class OpSuiteTally {
  passed = 0;
  /** Failures of tests on the list. */
  ignored = 0;
  /** Tests that the suite itself leaves out. */
  skipped = 0;
  readonly failures: SuiteTest[] = [];
  readonly #unused: Set<string>;

  /** @param reasons part of a test's name → why it may fail */
  constructor(readonly reasons: Readonly<Record<string, string>>) {
    this.#unused = new Set(Object.keys(reasons));
  }

  add(test: SuiteTest): void {
    if (test.status === 'passed') this.passed += 1;
    else if (test.status !== 'failed') this.skipped += 1;
    else {
      const entry = Object.keys(this.reasons).find((part) => test.name.includes(part));
      if (entry === undefined) this.failures.push(test);
      else this.ignored += 1;
      this.#unused.delete(entry ?? '');
    }
  }

  /** What is wrong: failures that are not on the list, entries that no failure needs any more, a suite that is not all there. */
  problems(leastTests: number): string[] {
    const count = this.passed + this.ignored + this.failures.length;
    return [
      ...this.failures.map(({ name, messages }) => [`FAILED ${name}`, ...messages].join('\n    ')),
      ...[...this.#unused].map((entry) => `STALE entry of ignored.json, no test fails by it: ${entry}`),
      ...(count < leastTests ? [`INCOMPLETE: only ${count} tests ran, there are ${leastTests} or more`] : []),
    ];
  }

  toString(): string {
    const list = Object.keys(this.reasons).length;
    return (
      `ignored.json has ${list === 1 ? '1 entry' : `${list} entries`}, ${this.skipped} tests left out by tfjs itself\n` +
      `${this.passed} passed, ${this.failures.length} failed, ${this.ignored} skipped`
    );
  }
}
