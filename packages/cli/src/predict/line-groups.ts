import { setTimeout as wait } from 'node:timers/promises';

/** When lines are taken together. */
export interface LineGroupOptions {
  /** Lines of a group. */
  readonly most: number;
  /** Milliseconds after its first line in which a group takes further ones. */
  readonly patience: number;
}

/**
 * Lines in groups, in their order: as many together as come without a pause, so that whoever writes a line and waits for the answer gets it.
 * A byte order mark before the first is left out.
 */
export async function* lineGroups(
  lines: AsyncIterable<string>,
  { most, patience }: LineGroupOptions,
): AsyncGenerator<readonly string[], void, undefined> {
  const iterator = lines[Symbol.asyncIterator]();
  const advance = () => {
    const line = iterator.next();
    // It is waited for later, and tells then what failed.
    line.catch(() => undefined);
    return line;
  };
  let isFirst = true;
  let next = advance();
  try {
    for (let first = await next; !first.done; first = await next) {
      const group = [isFirst ? first.value.replace(/^\uFEFF/, '') : first.value];
      isFirst = false;
      const timer = new AbortController();
      const pause = wait(patience, 'pause' as const, { signal: timer.signal }).catch(() => 'pause' as const);
      next = advance();
      while (group.length < most) {
        const one = await Promise.race([next, pause]);
        if (one === 'pause' || one.done) break;
        group.push(one.value);
        next = advance();
      }
      timer.abort();
      yield group;
    }
  } finally {
    void iterator.return?.();
  }
}
