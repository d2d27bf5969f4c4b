import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'cloze-tokenizer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const script = join(import.meta.dirname, '../testing/train-in-little-memory.ts');

/** A file of about `megabytes` with `words` distinct words, all as frequent. */
function writeWords(name: string, words: number, megabytes: number): string {
  const file = join(folder, name);
  const lines: string[] = [];
  for (let word = 0; word < words; word += 20) {
    lines.push(Array.from({ length: 20 }, (_, i) => `word${(word + i).toString(36)}`).join(' '));
  }
  const block = `${lines.join('\n')}\n`;
  const handle = openSync(file, 'w');
  for (let written = 0; written < megabytes * 1e6; written += block.length) writeSync(handle, block);
  closeSync(handle);
  return file;
}

/** Trains in a process of its own, whose heap holds a third of the larger file. */
function train(file: string): { readonly tokens: readonly string[]; readonly peak: number } {
  const command = ['--max-old-space-size=64', '--import', 'tsx', '--conditions=@cloze/source', script, file];
  return JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' }));
}

describe('training a tokenizer', () => {
  it('takes memory by distinct words, not by bytes', () => {
    const few = train(writeWords('few.txt', 5000, 2));
    const repeated = train(writeWords('repeated.txt', 5000, 192));
    expect(repeated.tokens).toEqual(few.tokens);
    // A hundred times the bytes take the blocks that wait to be collected; forty times the words take several times that.
    expect(repeated.peak - few.peak).toBeLessThan(48e6);
    const many = train(writeWords('many.txt', 200_000, 2));
    expect(many.peak - few.peak).toBeGreaterThan(48e6);
  });
});
