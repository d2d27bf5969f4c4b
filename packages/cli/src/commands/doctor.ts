import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import {
  detectBackends,
  preferredBackend,
  tfjsCopies,
  type BackendName,
  type BackendSpeed,
  type BackendStatus,
  type TfjsCopy,
} from '@cloze/backend';
import type { Command } from 'commander';
import { cpuFeatures } from '../output/cpu-features.js';
import { print, printJson } from '../output/print.js';
import { formatTable } from '../output/table.js';
import { toolVersion } from '../output/tool-version.js';
import { version } from '../version.js';

/** What `cloze doctor` finds. */
interface Findings {
  readonly cloze: string;
  readonly node: string;
  readonly processor: { readonly model: string; readonly threads: number; readonly features: readonly string[] };
  /** Bytes. */
  readonly memory: { readonly total: number; readonly free: number };
  readonly backends: readonly BackendStatus[];
  /** What a run takes unless it names another one. */
  readonly uses: BackendName | null;
  readonly tfjs: readonly TfjsCopy[];
  /** What `cargo --version` prints; null where it does not run. */
  readonly cargo: string | null;
}

/** `cloze doctor`: what this machine can compute with, what is missing, and how to get it. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('tell which backends work here, what is missing and how to get it')
    .option('--json', 'print JSON')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const findings = await examine();
      if (json) printJson(findings);
      else print(...report(findings));
    });
}

async function examine(): Promise<Findings> {
  const backends = await detectBackends();
  const known = await cpuFeatures();
  const measured = backends.flatMap(({ speed }) => speed ?? []);
  return {
    cloze: version(),
    node: process.versions.node,
    processor: {
      model: cpus()[0]?.model.trim() ?? 'unknown',
      threads: availableParallelism(),
      features: known.length > 0 ? known : (measured[0]?.processorFeatures ?? []),
    },
    memory: { total: totalmem(), free: freemem() },
    backends,
    uses: preferredBackend(backends)?.name ?? null,
    tfjs: tfjsCopies(),
    cargo: (await toolVersion('cargo')) ?? null,
  };
}

function report({ cloze, node, processor, memory, backends, uses, tfjs, cargo }: Findings): string[] {
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
      ...['CLOZE_BACKEND', 'CLOZE_THREADS'].flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
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
