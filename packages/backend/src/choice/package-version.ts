import { createRequire } from 'node:module';
import { resolveFrom } from './tfjs-copies.js';

/** The version of an installed package; undefined when it is not there. */
export function packageVersion(name: string, folder: string = import.meta.dirname): string | undefined {
  const found = resolveFrom(folder, `${name}/package.json`);
  return found && (createRequire(found)('./package.json') as { version: string }).version;
}
