/**
 * The name of this platform's binary, such as `linux-x64-gnu`, `darwin-arm64` or `win32-x64-msvc`: the names that napi-rs
 * projects use for their per-platform packages.
 */
export function platformName(platform = process.platform, architecture = process.arch, musl = usesMusl()): string {
  const name = `${platform}-${architecture}`;
  if (platform === 'linux') return `${name}-${musl ? 'musl' : 'gnu'}`;
  return platform === 'win32' ? `${name}-msvc` : name;
}

/** Node's report names the version of glibc that it runs with, and leaves it out on musl. */
function usesMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const report: unknown = process.report.getReport();
  const header = typeof report === 'object' && report !== null && 'header' in report ? report.header : undefined;
  return !(typeof header === 'object' && header !== null && 'glibcVersionRuntime' in header);
}
