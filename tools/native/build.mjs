// Builds the native backend's binary where a Rust toolchain is found, and says in one line why not where it isn't.
// It runs after `npm ci`, so it never fails: cloze works without the binary, only slower.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { failureOf, LIMIT_MINUTES, slownessOf } from './describe-build.mjs';

const packageRoot = fileURLToPath(new URL('../../packages/backend-native/', import.meta.url));
const crate = join(packageRoot, 'native');
const target = process.env.CARGO_TARGET_DIR ?? join(crate, 'target');

/** The platform's name in napi-rs style; `src/binding/platform-name.ts` says the same. */
function platformName() {
  const name = `${process.platform}-${process.arch}`;
  if (process.platform === 'linux')
    return `${name}-${process.report.getReport().header.glibcVersionRuntime ? 'gnu' : 'musl'}`;
  return process.platform === 'win32' ? `${name}-msvc` : name;
}

/** What cargo calls the library. */
function libraryName() {
  if (process.platform === 'win32') return 'cloze_backend_native.dll';
  return process.platform === 'darwin' ? 'libcloze_backend_native.dylib' : 'libcloze_backend_native.so';
}

function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'target' ? [] : filesUnder(path);
    return [path];
  });
}

/** Changes with every source file, the lock file and the compiler. */
function fingerprint(compiler) {
  const hash = createHash('sha256').update(compiler);
  for (const path of filesUnder(crate).sort())
    hash.update(relative(crate, path)).update('\0').update(readFileSync(path)).update('\0');
  return hash.digest('hex');
}

function build() {
  if (process.env.CLOZE_SKIP_NATIVE === '1') return 'CLOZE_SKIP_NATIVE is 1';
  if (!existsSync(join(crate, 'Cargo.toml'))) return 'its sources are not in this checkout';
  // rustup's shim exists without a toolchain behind it; only a version that prints counts.
  const cargo = spawnSync('cargo', ['--version', '--verbose'], { encoding: 'utf8' });
  if (cargo.error !== undefined || cargo.status !== 0) return 'no Rust toolchain found (https://rustup.rs)';
  const binary = join(packageRoot, `cloze-backend-native.${platformName()}.node`);
  // Beside the binary, since checkouts may share a target folder.
  const stamp = `${binary}.sha256`;
  const wanted = fingerprint(cargo.stdout);
  if (existsSync(binary) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return undefined;
  const args = ['build', '--release', '--locked', '--manifest-path', join(crate, 'Cargo.toml'), '--target-dir', target];
  const start = performance.now();
  const result = spawnSync('cargo', args, { encoding: 'utf8', timeout: LIMIT_MINUTES * 60_000 });
  const failure = failureOf(result);
  if (failure !== undefined) {
    const log = join(target, 'cloze-native.log');
    mkdirSync(dirname(log), { recursive: true });
    writeFileSync(log, `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}\n`);
    return `${failure}, see ${relative(process.cwd(), log)}`;
  }
  // Renamed into place: a process that has the old binary loaded keeps its file.
  copyFileSync(join(target, 'release', libraryName()), `${binary}.new`);
  renameSync(`${binary}.new`, binary);
  writeFileSync(stamp, wanted);
  const slowness = slownessOf(performance.now() - start);
  if (slowness !== undefined) console.log(slowness);
  return undefined;
}

let reason;
try {
  reason = build();
} catch (error) {
  reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error);
}
if (reason !== undefined) console.log(`cloze: the native backend is not built: ${reason}; using wasm or cpu instead`);
