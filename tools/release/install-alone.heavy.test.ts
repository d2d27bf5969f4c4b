import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { packWorkspace, workspaceClosure } from './pack-workspace.js';
import { readmeExample } from './readme-example.js';

// Each package is packed, installed with nothing but the tarballs it needs (and its peers) into an empty folder, and the
// example of its README is run there by plain Node, from the published JavaScript.
const root = resolve(import.meta.dirname, '../..');
const temporary = mkdtempSync(join(tmpdir(), 'cloze-alone-'));
const packages = packWorkspace(root, temporary);

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

describe.each([...packages.keys()])('%s', (name) => {
  const { directory, manifest } = packages.get(name)!;
  const folder = join(temporary, name.replace('/', '-'));

  it('installs alone from its tarball and runs its README example', () => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
    const needed = workspaceClosure(packages, name);
    const peers = new Set<string>();
    for (const each of needed) {
      const { peerDependencies = {}, peerDependenciesMeta = {} } = packages.get(each)!.manifest;
      for (const [peer, range] of Object.entries(peerDependencies)) {
        if (!peerDependenciesMeta[peer]?.optional) peers.add(`${peer}@${range}`);
      }
    }
    const tarballs = needed.map((each) => packages.get(each)!.tarball);
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs, ...peers], {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const example = readmeExample(readFileSync(join(directory, 'README.md'), 'utf8'));
    expect(example, 'the README has an example').toBeDefined();
    writeFileSync(join(folder, 'example.ts'), example!);
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(exampleConfig));
    execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { stdio: 'inherit' });
    execFileSync(process.execPath, ['example.js'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  });

  it('ships no tests, helpers of tests, fixtures or build state', () => {
    const shipped = execFileSync('tar', ['-tzf', packages.get(name)!.tarball], { encoding: 'utf8' })
      .trim()
      .split('\n');
    // A folder of helpers that is an entry point of the package is for others' tests.
    const entry = './testing' in manifest.exports ? /^package\/(src|dist)\/testing\// : undefined;
    const stray = shipped.filter((file) => /\.test\.|\.tsbuildinfo|\/fixtures\/|\/testing\//.test(file));
    expect(stray.filter((file) => !entry?.test(file))).toEqual([]);
    expect(shipped).toContain('package/dist/index.js');
    expect(shipped).toContain('package/README.md');
  });

  it('brings a tensor library only where it says so', () => {
    const wantsTensors = workspaceClosure(packages, name).some((each) => {
      const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = packages.get(each)!.manifest;
      return (
        '@tensorflow/tfjs-core' in dependencies ||
        ('@tensorflow/tfjs-core' in peerDependencies && !peerDependenciesMeta['@tensorflow/tfjs-core']?.optional)
      );
    });
    const installed = readdirSync(join(folder, 'node_modules'));
    expect(installed.includes('@tensorflow')).toBe(wantsTensors);
    expect(manifest.dependencies?.['@tensorflow/tfjs-core'] === undefined || name === 'cloze').toBe(true);
  });
});

const exampleConfig = {
  compilerOptions: {
    target: 'ES2022',
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  },
  files: ['example.ts'],
};
