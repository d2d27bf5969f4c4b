/**
 * An immutable set of code points, written compactly: ranges in ascending order, separated by spaces; each is its distance from the
 * end of the range before it, in base 36, and after a `-` its length less one. `'a 5-2'` is {10, 15, 16, 17}.
 */
export class CodePointSet {
  private readonly firsts: Uint32Array;
  private readonly lasts: Uint32Array;

  constructor(ranges: string) {
    const parts = ranges.split(' ');
    this.firsts = new Uint32Array(parts.length);
    this.lasts = new Uint32Array(parts.length);
    let end = 0;
    parts.forEach((part, index) => {
      const [distance, extent = '0'] = part.split('-');
      this.firsts[index] = end + parseInt(distance, 36);
      this.lasts[index] = end = this.firsts[index] + parseInt(extent, 36);
    });
  }

  has(codePoint: number): boolean {
    let low = 0;
    let high = this.firsts.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      if (codePoint > this.lasts[middle]) low = middle + 1;
      else if (codePoint < this.firsts[middle]) high = middle - 1;
      else return true;
    }
    return false;
  }

  /** Calls `visit` with the first and last code point of each range, ascending. */
  forEachRange(visit: (first: number, last: number) => void): void {
    this.firsts.forEach((first, index) => visit(first, this.lasts[index]));
  }
}
