import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A package of the workspace, packed as it would be published. */
export interface PackedPackage {
  readonly name: string;
  readonly directory: string;
  readonly tarball: string;
  readonly manifest: {
    /** By entry point: `.` and others, such as `./testing`. */
    readonly exports: Readonly<Record<string, unknown>>;
    readonly dependencies?: Readonly<Record<string, string>>;
    readonly optionalDependencies?: Readonly<Record<string, string>>;
    readonly peerDependencies?: Readonly<Record<string, string>>;
    readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  };
}

/** Builds the workspace and packs every package into `destination`; by package name. */
export function packWorkspace(root: string, destination: string): Map<string, PackedPackage> {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b'], { cwd: root, stdio: 'inherit' });
  const packages = new Map<string, PackedPackage>();
  for (const folder of readdirSync(join(root, 'packages'))) {
    const directory = join(root, 'packages', folder);
    const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    const output = execFileSync('npm', ['pack', '--json', '--pack-destination', destination], {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ filename }] = JSON.parse(output);
    packages.set(manifest.name, { name: manifest.name, directory, tarball: join(destination, filename), manifest });
  }
  return packages;
}

/** Names of the workspace's packages that `name` needs to run, itself first. */
export function workspaceClosure(packages: ReadonlyMap<string, PackedPackage>, name: string): string[] {
  const names = [name];
  for (const current of names) {
    const { dependencies, optionalDependencies } = packages.get(current)!.manifest;
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (packages.has(dependency) && !names.includes(dependency)) names.push(dependency);
    }
  }
  return names;
}
