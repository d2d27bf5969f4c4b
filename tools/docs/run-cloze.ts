import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Runs the command from its source, with node in the root of this repository and {@link sourceEnvironment}. */
export const sourceCommand: readonly string[] = [
  '--import',
  'tsx',
  '--conditions=@cloze/source',
  'packages/cli/src/bin.ts',
];

/** Variables that the source needs. */
export const sourceEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  TSX_TSCONFIG_PATH: join(root, 'tsconfig.base.json'),
};

/**
 * Runs the command from its source in the root of this repository, shows what it prints, and gives it.
 * @throws Error where it fails
 */
export function runCloze(...args: readonly string[]): string {
  const { status, stdout } = spawnSync(process.execPath, [...sourceCommand, ...args], {
    cwd: root,
    env: sourceEnvironment,
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`cloze ${args.join(' ')} ended with ${status}`);
  process.stdout.write(stdout);
  return stdout;
}
