import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { binaryName, type NativePlatform } from './native-platforms.js';

/** What the package of a platform takes over from @cloze/backend-native. */
export interface ParentManifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
}

/** The package that holds a platform's binary, such as `@cloze/backend-native-linux-x64-gnu`. */
export function platformPackageName(parent: Pick<ParentManifest, 'name'>, { name }: NativePlatform): string {
  return `${parent.name}-${name}`;
}

/** Its package.json: npm installs it on this platform alone. */
export function platformManifest(parent: ParentManifest, platform: NativePlatform) {
  const { os, cpu, libc, target } = platform;
  return {
    name: platformPackageName(parent, platform),
    version: parent.version,
    description: `The binary of ${parent.name} for ${target}`,
    license: parent.license,
    engines: parent.engines,
    main: binaryName(platform),
    files: [binaryName(platform)],
    os: [os],
    cpu: [cpu],
    ...(libc && { libc: [libc] }),
  };
}

/**
 * Makes the package of a platform in `folder`.
 * @param binary path of its binary
 */
export function layOutPlatformPackage(
  parent: ParentManifest,
  platform: NativePlatform,
  { binary, licenseFile, folder }: { readonly binary: string; readonly licenseFile: string; readonly folder: string },
): void {
  mkdirSync(folder, { recursive: true });
  const manifest = platformManifest(parent, platform);
  copyFileSync(binary, join(folder, binaryName(platform)));
  copyFileSync(licenseFile, join(folder, 'LICENSE'));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  writeFileSync(
    join(folder, 'README.md'),
    `# ${manifest.name}\n\n${manifest.description}. npm installs it with ${parent.name} where it fits.\n`,
  );
}
