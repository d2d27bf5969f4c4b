import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { detectBackends, tfjsCopies, type BackendStatus, type TfjsCopy } from '@cloze/backend';
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
  return {
    cloze: version(),
    node: process.versions.node,
    processor: {
      model: cpus()[0]?.model.trim() ?? 'unknown',
      threads: availableParallelism(),
      features: await cpuFeatures(),
    },
    memory: { total: totalmem(), free: freemem() },
    backends: await detectBackends(),
    tfjs: tfjsCopies(),
    cargo: (await toolVersion('cargo')) ?? null,
  };
}

function report({ cloze, node, processor, memory, backends, tfjs, cargo }: Findings): string[] {
  const gibibytes = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const features = processor.features.length > 0 ? processor.features.join(', ') : 'unknown';
  const missing = backends.filter(({ available, remedy }) => !available && remedy !== undefined);
  return [
    ...formatTable([
      ['cloze', cloze],
      ['Node', node],
      ['processor', `${processor.model}, ${processor.threads} threads`],
      ['features', features],
      ['memory', `${gibibytes(memory.total)}, ${gibibytes(memory.free)} free`],
      ['Rust', cargo ?? 'none: `cargo --version` does not run'],
    ]),
    '',
    'backends',
    ...formatTable(backends.map(lineOf)),
    ...(tfjs.length > 1 ? ['', `tfjs-core is installed ${tfjs.length} times; there should be one copy:`] : []),
    ...(tfjs.length > 1
      ? tfjs.map(({ path, version, usedBy }) => `  ${version} in ${path} (${usedBy.join(', ')})`)
      : []),
    ...(missing.length > 0 ? ['', 'to get what is missing'] : []),
    ...missing.map(({ name, remedy }) => `  ${name}: ${remedy}`),
  ];
}

function lineOf({ name, available, version, detail, reason }: BackendStatus): string[] {
  const about = available ? [version, detail] : [reason];
  return [`  ${name}`, available ? 'yes' : 'no', about.filter((part) => part !== undefined).join(', ')];
}
