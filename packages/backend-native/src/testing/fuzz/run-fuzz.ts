import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inspect, promisify } from 'node:util';
import type { CountsByExport } from './count-calls.js';
import { fuzzCall } from './fuzz-call.js';

const run = promisify(execFile);
const worker = fileURLToPath(new URL('fuzz-worker.ts', import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
/** No call takes this long; a process that does hangs. */
const PATIENCE = 30_000;

/**
 * Makes calls `first` to `end - 1` of the sequence of `seed` in a process of its own.
 * @throws Error naming the call at which the process died, hung or misbehaved
 */
export async function runFuzz(seed: number, first: number, end: number): Promise<CountsByExport> {
  const folder = mkdtempSync(join(tmpdir(), 'cloze-fuzz-'));
  const progress = join(folder, 'progress');
  const numbers = [seed, first, end].map(String);
  try {
    const { stdout } = await run(process.execPath, ['--import', loader, worker, ...numbers, progress], {
      timeout: PATIENCE,
      killSignal: 'SIGKILL',
    });
    return JSON.parse(stdout) as CountsByExport;
  } catch (error) {
    const [index] = new Float64Array(new Uint8Array(readFileSync(progress)).buffer);
    const { name, kind, values } = fuzzCall(seed, index);
    const call = `${name}(${values.map((value) => inspect(value, { breakLength: Infinity, showProxy: true, maxArrayLength: 6 })).join(', ')})`;
    throw new Error(`call ${index} of seed ${seed}, ${kind}: ${call}\n${describeEnd(error)}`, { cause: error });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function describeEnd(error: unknown): string {
  const { killed, signal, code, stderr } = error as {
    killed?: boolean;
    signal?: string | null;
    code?: unknown;
    stderr?: string;
  };
  if (killed) return 'the process hung';
  return `the process ended with ${signal ?? `code ${String(code)}`}\n${stderr ?? ''}`;
}
