import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaryName, nativePlatforms, type NativePlatform } from './native-platforms.js';
import { layOutPlatformPackage, platformPackageName, type ParentManifest } from './platform-package.js';

/** Tarballs that are ready for `npm publish`. */
export interface PackedNative {
  /** One for each platform that has a binary, in the order to publish them: before the package that names them. */
  readonly platforms: readonly { readonly platform: NativePlatform; readonly tarball: string }[];
  /** @cloze/backend-native, with the others as optional dependencies. */
  readonly tarball: string;
  /** Platforms without a binary: there it is as if the backend were not installed. */
  readonly missing: readonly NativePlatform[];
}

/**
 * Packs @cloze/backend-native, which must be built, and a package for each platform whose binary is in a folder.
 * @param binaries folder of `cloze-backend-native.<platform>.node`
 * @param out folder of the tarballs
 * @throws Error when the folder has no binary at all
 */
export function packNative(root: string, binaries: string, out: string): PackedNative {
  const home = join(root, 'packages/backend-native');
  const parent = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as ParentManifest;
  const present = nativePlatforms.filter((platform) => existsSync(join(binaries, binaryName(platform))));
  if (present.length === 0) throw new Error(`${binaries} holds no binary such as ${binaryName(nativePlatforms[0])}`);
  mkdirSync(out, { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), 'cloze-pack-'));
  try {
    const platforms = present.map((platform) => {
      const folder = join(scratch, platform.name);
      const binary = join(binaries, binaryName(platform));
      layOutPlatformPackage(parent, platform, { binary, licenseFile: join(root, 'LICENSE'), folder });
      return { platform, tarball: pack(folder, out) };
    });
    // What npm would publish, with dependencies that the workspace cannot have: they are published with it.
    execFileSync('tar', ['-xzf', pack(home, scratch), '-C', scratch]);
    const manifestFile = join(scratch, 'package/package.json');
    const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as object;
    const names = present.map((platform) => [platformPackageName(parent, platform), parent.version]);
    const complete = { ...manifest, optionalDependencies: Object.fromEntries(names) };
    writeFileSync(manifestFile, `${JSON.stringify(complete, undefined, 2)}\n`);
    const tarball = pack(join(scratch, 'package'), out);
    return { platforms, tarball, missing: nativePlatforms.filter((platform) => !present.includes(platform)) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function pack(folder: string, out: string): string {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', out];
  const printed = execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [{ filename }] = JSON.parse(printed) as [{ filename: string }];
  return join(out, filename);
}
