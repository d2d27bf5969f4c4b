import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { platformName } from '../../packages/backend-native/src/binding/platform-name.js';
import { binaryName, nativePlatforms } from './native-platforms.js';
import { packNative, type PackedNative } from './pack-native.js';
import { servePackages, type PackageServer } from './serve-packages.js';

// The backend as a user gets it: from a registry, outside the workspace, with the binary of this machine in a package of its own. The other
// platforms have packages, too, which npm must leave alone.
const root = resolve(import.meta.dirname, '../..');
const home = join(root, 'packages/backend-native');
const here = nativePlatforms.find(({ name }) => name === platformName())!;
const isBuilt = here !== undefined && existsSync(join(home, binaryName(here)));
if (!isBuilt) console.log('skipped: the native backend is not built here');

describe.skipIf(!isBuilt)('the packed native backend', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cloze-native-'));
  const project = join(folder, 'project');
  let server: PackageServer;
  let packed: PackedNative;
  const run = (command: string, ...args: string[]) =>
    execFileSync(command, args, { cwd: project, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  beforeAll(async () => {
    const binaries = join(folder, 'binaries');
    for (const each of [binaries, project]) mkdirSync(each);
    for (const platform of nativePlatforms.slice(0, -1)) writeFileSync(join(binaries, binaryName(platform)), 'other');
    copyFileSync(join(home, binaryName(here)), join(binaries, binaryName(here)));
    execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', home], { cwd: root, stdio: 'inherit' });
    packed = packNative(root, binaries, join(folder, 'tarballs'));
    server = await servePackages([...packed.platforms.map(({ tarball }) => tarball), packed.tarball]);
    writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }\n');
    writeFileSync(join(project, '.npmrc'), `@cloze:registry=${server.url}\n`);
    const names = ['@cloze/backend-native', '@tensorflow/tfjs-core@4.22.0'];
    // Not synchronous: the registry answers in this process.
    await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...names], {
      cwd: project,
    });
  });
  afterAll(() => {
    server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('tells of platforms without a binary', () => {
    expect(packed.missing).toEqual(nativePlatforms.slice(-1));
    expect(packed.platforms.map(({ platform }) => platform)).toEqual(nativePlatforms.slice(0, -1));
    expect(() => packNative(root, project, folder)).toThrow(
      `${project} holds no binary such as cloze-backend-native.linux-x64-gnu.node`,
    );
  });

  it('brings the binary of this machine and no other', () => {
    const names = readdirSync(join(project, 'node_modules/@cloze')).sort();
    expect(names).toEqual(['backend-native', `backend-native-${here.name}`]);
    const files = readdirSync(join(project, `node_modules/@cloze/backend-native-${here.name}`)).sort();
    expect(files).toEqual(['LICENSE', 'README.md', binaryName(here), 'package.json']);
  });

  it('loads it and multiplies, and says what is missing without it', () => {
    writeFileSync(join(project, 'multiply.mjs'), MULTIPLY);
    expect(run(process.execPath, 'multiply.mjs')).toBe('native 512\n');
    rmSync(join(project, `node_modules/@cloze/backend-native-${here.name}`), { recursive: true });
    expect(run(process.execPath, 'multiply.mjs')).toBe(
      'the native backend has no binary for this machine\n' +
        `  received: Cannot find module '@cloze/backend-native-${here.name}'\n` +
        `  allowed: ${binaryName(here)}, built here, or the package @cloze/backend-native-${here.name}\n` +
        '  fix: in a checkout, install Rust (https://rustup.rs) and run npm ci; elsewhere, npm install --include=optional\n',
    );
  });
});

const MULTIPLY = `
import { NativeBackendError, registerNativeBackend } from '@cloze/backend-native';
import { getBackend, matMul, ones, setBackend } from '@tensorflow/tfjs-core';
try {
  registerNativeBackend();
  await setBackend('native');
  console.log(getBackend(), matMul(ones([512, 512]), ones([512, 512])).dataSync()[0]);
} catch (error) {
  if (!(error instanceof NativeBackendError)) throw error;
  console.log(error.message);
}
`;
