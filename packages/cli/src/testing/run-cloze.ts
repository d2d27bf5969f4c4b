import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const bin = source('../bin.ts');

/** How a process ended. */
export interface Finished {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run the command. */
export interface RunClozeOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Largest size of a file that it may write, in KiB (`ulimit -f` of bash). */
  readonly fileBlocks?: number;
  /** File that standard output goes to. */
  readonly to?: string;
  /** Called with the process once it was started. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** Runs the command from its source as a real process. */
export function runCloze(
  args: readonly string[],
  { cwd, input = '', env, fileBlocks, to, onStart }: RunClozeOptions = {},
): Promise<Finished> {
  const node = [process.execPath, '--import', loader, '--conditions=@cloze/source', bin, ...args];
  const [command, ...rest] =
    fileBlocks === undefined ? node : ['bash', '-c', `ulimit -f ${fileBlocks} && exec "$@"`, 'bash', ...node];
  const out = to === undefined ? undefined : openSync(to, 'a');
  const child = spawn(command, rest, {
    cwd,
    stdio: ['pipe', out ?? 'pipe', 'pipe'],
    env: {
      ...process.env,
      TSX_TSCONFIG_PATH: source('../../../../tsconfig.base.json'),
      CLOZE_BACKEND: 'cpu',
      CLOZE_DEBUG: '',
      ...env,
    },
  });
  let stdout = '';
  let stderr = '';
  onStart?.(child);
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin!.on('error', () => {});
  child.stdin!.end(input);
  if (out !== undefined) closeSync(out);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}
