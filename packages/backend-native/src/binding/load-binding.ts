import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { NativeBackendError } from '../errors/native-backend-error.js';
import type { NativeBinding } from './native-binding.js';
import { platformName } from './platform-name.js';

/** The number that the binary's `interfaceVersion()` must give. */
export const INTERFACE_VERSION = 1;

const require = createRequire(import.meta.url);
let loaded: NativeBinding | undefined;

/**
 * The native binary: the one built on this machine where there is one, else the optional package of this platform.
 *
 * @throws NativeBackendError when neither can be loaded, with the reason of each.
 */
export function loadBinding(): NativeBinding {
  loaded ??= load(candidates());
  return loaded;
}

function candidates(): string[] {
  const platform = platformName();
  const built = fileURLToPath(new URL(`../../cloze-backend-native.${platform}.node`, import.meta.url));
  return [...(existsSync(built) ? [built] : []), `@cloze/backend-native-${platform}`];
}

function load(paths: readonly string[]): NativeBinding {
  const reasons: string[] = [];
  for (const path of paths) {
    try {
      const binding: NativeBinding = require(path);
      const version = binding.interfaceVersion();
      if (version === INTERFACE_VERSION) return binding;
      reasons.push(`${path} has interface ${version}, wanted ${INTERFACE_VERSION}`);
    } catch (error) {
      reasons.push(firstLine(error));
    }
  }
  throw new NativeBackendError({
    what: 'the native backend has no binary for this machine',
    received: reasons.join('; '),
    allowed: `cloze-backend-native.${platformName()}.node, built here, or the package @cloze/backend-native-${platformName()}`,
    fix: 'in a checkout, install Rust (https://rustup.rs) and run npm ci; elsewhere, npm install --include=optional',
  });
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0];
}
