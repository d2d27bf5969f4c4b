import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BackendError, type Logger } from '@cloze/contracts';

/** One installed copy of tfjs-core and the packages that would load it. */
export interface TfjsCopy {
  readonly path: string;
  readonly version: string;
  readonly usedBy: readonly string[];
}

const USERS = [
  '@cloze/contracts',
  '@cloze/backend-native',
  '@tensorflow/tfjs-backend-cpu',
  '@tensorflow/tfjs-backend-wasm',
  '@tensorflow/tfjs-node',
  '@tensorflow/tfjs-node-gpu',
];

/** The copies of tfjs-core that this package, its backends and the current folder would load; one when all is well. */
export function tfjsCopies(folders: readonly string[] = [import.meta.dirname, process.cwd()]): TfjsCopy[] {
  const copies = new Map<string, { version: string; usedBy: Set<string> }>();
  const note = (user: string, folder: string) => {
    const found = resolveFrom(folder, '@tensorflow/tfjs-core/package.json');
    if (!found) return;
    const path = dirname(realpathSync(found));
    const { version } = createRequire(found)('./package.json') as { version: string };
    const entry = copies.get(path) ?? { version, usedBy: new Set() };
    copies.set(path, entry);
    entry.usedBy.add(user);
  };
  for (const folder of folders) {
    note(folder === import.meta.dirname ? '@cloze/backend' : folder, folder);
    for (const user of USERS) {
      const found = resolveFrom(folder, `${user}/package.json`);
      if (found) note(user, dirname(realpathSync(found)));
    }
  }
  return [...copies].map(([path, { version, usedBy }]) => ({ path, version, usedBy: [...usedBy] }));
}

/**
 * Checks that all tensors meet in one engine. Copies of one version share it (tfjs keeps it in a global), which is wasteful and gets a warning; copies
 * of different versions do not fit together.
 * @throws BackendError naming the copies and who loads each
 */
export function assertOneTfjs(logger: Logger, copies: readonly TfjsCopy[] = tfjsCopies()): void {
  if (copies.length < 2) return;
  const list = copies.map(({ path, version, usedBy }) => `${version} in ${path} (for ${usedBy.join(', ')})`).join('; ');
  if (new Set(copies.map(({ version }) => version)).size === 1) {
    logger.warn(`tfjs-core is installed ${copies.length} times: ${list}; npm dedupe removes the spare ones`);
    return;
  }
  throw new BackendError({
    what: 'tfjs-core is installed in different versions, whose tensors do not fit together',
    received: list,
    allowed: 'one version',
    fix: 'run "npm ls @tensorflow/tfjs-core", give every package the same version, then "npm dedupe"',
  });
}

/** The path of a module as seen from a folder; undefined when it is not installed there. */
export function resolveFrom(folder: string, module: string): string | undefined {
  try {
    return createRequire(join(folder, 'resolve.js')).resolve(module);
  } catch {
    return undefined;
  }
}
