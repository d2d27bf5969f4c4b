import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const bin = source('../bin.ts');

/** How a process ended. */
export interface Finished {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run the command. */
export interface RunClozeOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process once it runs, and with what it has written so far whenever it writes. */
  readonly onOutput?: (child: ChildProcess, output: string) => void;
}

/** Runs the command from its source as a real process. */
export function runCloze(
  args: readonly string[],
  { cwd, input = '', env, onOutput }: RunClozeOptions = {},
): Promise<Finished> {
  const child = spawn(process.execPath, ['--import', loader, '--conditions=@cloze/source', bin, ...args], {
    cwd,
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
  const note = () => onOutput?.(child, stdout + stderr);
  child.stdout.setEncoding('utf8').on('data', (text: string) => ((stdout += text), note()));
  child.stderr.setEncoding('utf8').on('data', (text: string) => ((stderr += text), note()));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
