import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

// The build runs as the process that npm starts after an installation, in a copy of what it reads. `cargo` is a stand-in, so that each of its
// states can be had; the build of the binary itself is in build.heavy.test.ts.
const root = resolve(import.meta.dirname, '../..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cloze-build-'));
  const notBuilt = (path: string) => basename(path) !== 'target';
  for (const path of ['tools/native', 'packages/backend-native/native']) {
    cpSync(join(root, path), join(folder, path), { recursive: true, filter: notBuilt });
  }
  mkdirSync(join(folder, 'bin'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Puts a `cargo` of this shell script on the path. */
function cargo(script: string): void {
  const file = join(folder, 'bin/cargo');
  writeFileSync(file, `#!/bin/sh\necho "$@" >> ${folder}/calls\n${script}\n`);
  chmodSync(file, 0o755);
}

/** The calls that were to build. */
function builds(): string[] {
  return readFileSync(join(folder, 'calls'), 'utf8')
    .split('\n')
    .filter((call) => call.startsWith('build'));
}

/** Runs the build in a checkout; gives its output and the binaries there are. */
function build(environment: Readonly<Record<string, string | undefined>> = {}, checkout = folder) {
  const path = [join(folder, 'bin'), '/usr/bin', '/bin'].join(delimiter);
  const env = { ...process.env, PATH: path, CARGO_TARGET_DIR: undefined, CLOZE_SKIP_NATIVE: undefined, ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/native/build.mjs'], {
    cwd: checkout,
    env,
    encoding: 'utf8',
  });
  const binaries = readdirSync(join(checkout, 'packages/backend-native')).filter((name) => name.endsWith('.node'));
  return { status, output: stdout + stderr, binaries };
}

const NO_TOOLCHAIN =
  'cloze: the native backend is not built: no Rust toolchain found (https://rustup.rs); using wasm or cpu instead\n';
/** A cargo that builds: it writes a library where the real one would. */
const BUILDS = `[ "$1" = --version ] && echo "cargo 1.90.0" && exit 0
mkdir -p packages/backend-native/native/target/release
echo binary > packages/backend-native/native/target/release/libcloze_backend_native.so`;

describe('tools/native/build.mjs', () => {
  it('prints one line and goes on where there is no cargo', () => {
    expect(build({ PATH: join(folder, 'bin') })).toEqual({ status: 0, output: NO_TOOLCHAIN, binaries: [] });
  });

  it("takes rustup's shim without a toolchain behind it for no cargo", () => {
    cargo('echo "error: rustup could not choose a version of cargo to run" >&2; exit 1');
    expect(build()).toEqual({ status: 0, output: NO_TOOLCHAIN, binaries: [] });
  });

  const shim = (process.env['PATH'] ?? '')
    .split(delimiter)
    .find((each) => each !== '' && spawnSync(join(each, 'rustup'), ['--version']).status === 0);
  it.runIf(shim)('does so with the real shim in an empty home folder', () => {
    const HOME = mkdtempSync(join(folder, 'home-'));
    const PATH = [shim, dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
    const result = build({ PATH, HOME, RUSTUP_HOME: undefined, CARGO_HOME: undefined, RUSTUP_TOOLCHAIN: undefined });
    expect(result).toEqual({ status: 0, output: NO_TOOLCHAIN, binaries: [] });
  });

  it.runIf(process.platform === 'linux')('builds without a word, and not again until something changes', () => {
    cargo(BUILDS);
    const first = build();
    expect(first).toEqual({
      status: 0,
      output: '',
      binaries: [expect.stringMatching(/^cloze-backend-native\.linux-/)],
    });
    expect(builds()).toHaveLength(1);
    expect(builds()[0]).toContain('build --release --locked');
    build();
    expect(builds()).toHaveLength(1);
    writeFileSync(join(folder, 'packages/backend-native/native/src/lib.rs'), '// changed\n');
    build();
    expect(builds()).toHaveLength(2);
  });

  it.runIf(process.platform === 'linux')('builds for each of the checkouts that share a target folder', () => {
    const CARGO_TARGET_DIR = join(folder, 'shared');
    cargo(BUILDS.replaceAll('packages/backend-native/native/target', CARGO_TARGET_DIR));
    const checkouts = [folder, join(folder, 'other')];
    for (const path of ['tools', 'packages']) cpSync(join(folder, path), join(checkouts[1], path), { recursive: true });
    for (const code of ['// before\n', '// after\n']) {
      for (const each of checkouts) writeFileSync(join(each, 'packages/backend-native/native/src/lib.rs'), code);
      for (const each of checkouts) build({ CARGO_TARGET_DIR }, each);
    }
    expect(builds()).toHaveLength(4);
  });

  it('prints where the log of a failed build is, and goes on', () => {
    cargo('[ "$1" = --version ] && echo "cargo 1.90.0" && exit 0; echo "error: no space left" >&2; exit 101');
    const log = 'packages/backend-native/native/target/cloze-native.log';
    expect(build()).toEqual({
      status: 0,
      output: `cloze: the native backend is not built: cargo build failed, see ${log}; using wasm or cpu instead\n`,
      binaries: [],
    });
    expect(readFileSync(join(folder, log), 'utf8')).toContain('error: no space left');
  });

  it('builds nothing where CLOZE_SKIP_NATIVE is 1', () => {
    cargo(BUILDS);
    expect(build({ CLOZE_SKIP_NATIVE: '1' })).toEqual({
      status: 0,
      output: 'cloze: the native backend is not built: CLOZE_SKIP_NATIVE is 1; using wasm or cpu instead\n',
      binaries: [],
    });
  });
});
