/** A platform that the native backend has a package for. */
export interface NativePlatform {
  /** As `platformName` of @cloze/backend-native gives it. */
  readonly name: string;
  /** What `cargo build --target` calls it. */
  readonly target: string;
  readonly os: NodeJS.Platform;
  readonly cpu: NodeJS.Architecture;
  /** The C library, where a platform has two that do not fit together. */
  readonly libc?: 'glibc' | 'musl';
}

/** Every platform with a package; npm installs the one that fits by `os`, `cpu` and `libc`. */
export const nativePlatforms: readonly NativePlatform[] = [
  { name: 'linux-x64-gnu', target: 'x86_64-unknown-linux-gnu', os: 'linux', cpu: 'x64', libc: 'glibc' },
  { name: 'linux-x64-musl', target: 'x86_64-unknown-linux-musl', os: 'linux', cpu: 'x64', libc: 'musl' },
  { name: 'linux-arm64-gnu', target: 'aarch64-unknown-linux-gnu', os: 'linux', cpu: 'arm64', libc: 'glibc' },
  { name: 'linux-arm64-musl', target: 'aarch64-unknown-linux-musl', os: 'linux', cpu: 'arm64', libc: 'musl' },
  { name: 'darwin-x64', target: 'x86_64-apple-darwin', os: 'darwin', cpu: 'x64' },
  { name: 'darwin-arm64', target: 'aarch64-apple-darwin', os: 'darwin', cpu: 'arm64' },
  { name: 'win32-x64-msvc', target: 'x86_64-pc-windows-msvc', os: 'win32', cpu: 'x64' },
  { name: 'win32-arm64-msvc', target: 'aarch64-pc-windows-msvc', os: 'win32', cpu: 'arm64' },
];

/** The file of a platform's binary, in a checkout and in its package. */
export function binaryName({ name }: NativePlatform): string {
  return `cloze-backend-native.${name}.node`;
}
