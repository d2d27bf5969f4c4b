import { Readable } from 'node:stream';
import { vi } from 'vitest';
import { main } from '../main.js';

/** What a call of the command printed, and how it ended. */
export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the command in this process: much faster than `runCloze`, for what does not need a process of its own. `--backend` has to be the same in
 * all calls of a test file. Paths are relative to the folder of `useRunFolder`, or absolute.
 */
export function callCloze(...args: readonly string[]): Promise<Called> {
  return answerCloze('', ...args);
}

/** {@link callCloze} with something on standard input. */
export async function answerCloze(input: string, ...args: readonly string[]): Promise<Called> {
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      printed[name] += String(text);
      return true;
    }),
  );
  const stdin = vi.spyOn(process, 'stdin', 'get').mockReturnValue(Readable.from([input]) as typeof process.stdin);
  const code = await main(args).finally(() => [...spies, stdin].forEach((spy) => spy.mockRestore()));
  return { code, ...printed };
}
