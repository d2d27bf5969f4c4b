import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { lineGroups } from './line-groups.js';

const options = { most: 3, patience: 20 };

async function* given(...lines: readonly string[]) {
  for (const line of lines) yield await Promise.resolve(line);
}

async function all(lines: AsyncIterable<string>): Promise<string[][]> {
  const groups: string[][] = [];
  for await (const group of lineGroups(lines, options)) groups.push([...group]);
  return groups;
}

describe('lineGroups', () => {
  it('takes lines together that come without a pause, up to so many', async () => {
    expect(await all(given())).toEqual([]);
    expect(await all(given('a'))).toEqual([['a']]);
    expect(await all(given('a', 'b', 'c'))).toEqual([['a', 'b', 'c']]);
    expect(await all(given('a', 'b', 'c', 'd'))).toEqual([['a', 'b', 'c'], ['d']]);
  });

  it('gives a line to whoever waits for its answer before writing the next', async () => {
    const input = new PassThrough();
    const groups: string[][] = [];
    input.write('a\n');
    for await (const group of lineGroups(createInterface({ input }), options)) {
      groups.push([...group]);
      if (groups.length === 1) input.write('b\n');
      else input.end('c');
    }
    expect(groups).toEqual([['a'], ['b'], ['c']]);
  });

  it('passes on what fails, and leaves a byte order mark out', async () => {
    async function* failing() {
      yield await Promise.resolve('\uFEFFa');
      throw new Error('broken pipe');
    }
    const groups: (readonly string[])[] = [];
    const read = async () => {
      for await (const group of lineGroups(failing(), options)) groups.push(group);
    };
    await expect(read()).rejects.toThrow('broken pipe');
    expect(groups).toEqual([]);
    expect(await all(given('\uFEFF{}', '\uFEFF'))).toEqual([['{}', '\uFEFF']]);
  });
});
