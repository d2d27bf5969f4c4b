import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const bin = ['--import', 'tsx', '--conditions=@cloze/source', 'packages/cli/src/bin.ts'];

/**
 * Runs the command from its source in the root of this repository, shows what it prints, and gives it.
 * @throws Error where it fails
 */
export function runCloze(...args: readonly string[]): string {
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.base.json') };
  const { status, stdout } = spawnSync(process.execPath, [...bin, ...args], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`cloze ${args.join(' ')} ended with ${status}`);
  process.stdout.write(stdout);
  return stdout;
}
