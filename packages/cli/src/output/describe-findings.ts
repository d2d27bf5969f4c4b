import type { BackendName, BackendSpeed, BackendStatus, TfjsCopy } from '@cloze/backend';
import { formatTable } from './table.js';

/** What `cloze doctor` finds. */
export interface Findings {
  readonly cloze: string;
  readonly node: string;
  readonly processor: { readonly model: string; readonly threads: number; readonly features: readonly string[] };
  /** Bytes. */
  readonly memory: { readonly total: number; readonly free: number };
  readonly backends: readonly BackendStatus[];
  /** What a run takes unless it names another one. */
  readonly uses: BackendName | null;
  /** Environment variables that are set and change what a run computes with. */
  readonly environment: Readonly<Record<string, string>>;
  readonly tfjs: readonly TfjsCopy[];
  /** What `cargo --version` prints; null where it does not run. */
  readonly cargo: string | null;
}

/** What `cloze doctor` prints, in lines. */
export function describeFindings({
  cloze,
  node,
  processor,
  memory,
  backends,
  uses,
  environment,
  tfjs,
  cargo,
}: Findings): string[] {
  const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const features = processor.features.length > 0 ? processor.features.join(', ') : 'unknown';
  const missing = backends.filter(({ remedy }) => remedy !== undefined);
  return [
    ...formatTable([
      ['cloze', cloze],
      ['Node', node],
      ['processor', `${processor.model}, ${processor.threads} threads`],
      ['features', features],
      ['memory', `${gibibytes(memory.total)}, ${gibibytes(memory.free)} free`],
      ['Rust', cargo ?? 'none: `cargo --version` does not run'],
      ...Object.entries(environment),
    ]),
    '',
    'backends',
    ...formatTable(backends.map((backend) => lineOf(backend, uses))),
    ...backends.flatMap(({ name, speed }) => (speed ? speedOf(name, speed) : [])),
    ...(tfjs.length > 1 ? ['', `tfjs-core is installed ${tfjs.length} times; there should be one copy:`] : []),
    ...(tfjs.length > 1
      ? tfjs.map(({ path, version, usedBy }) => `  ${version} in ${path} (${usedBy.join(', ')})`)
      : []),
    ...(missing.length > 0 ? ['', 'to get what is missing'] : []),
    ...missing.map(({ name, remedy }) => `  ${name}: ${remedy}`),
  ];
}

function lineOf({ name, available, version, detail, reason }: BackendStatus, uses: BackendName | null): string[] {
  const about = available ? [version, detail] : [version, reason];
  const verdict = name === uses ? 'used' : available ? 'yes' : 'no';
  return [`  ${name}`, verdict, about.filter((part) => part !== undefined).join(', ')];
}

function speedOf(name: BackendName, { productGflops, peakGflops }: BackendSpeed): string[] {
  const share = `${Math.round((100 * productGflops) / peakGflops)} %`;
  return [
    '',
    'measured just now, float32, GFLOP/s',
    ...formatTable([
      ['  most that the processor can do', Math.round(peakGflops), ''],
      [`  matrix product on ${name}`, Math.round(productGflops), `${share} of that`],
    ]),
  ];
}
