import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { detectBackends, preferredBackend, tfjsCopies } from '@cloze/backend';
import { cpuFeatures } from '../output/cpu-features.js';
import { describeFindings, type Findings } from '../output/describe-findings.js';
import { print, printJson } from '../output/print.js';
import { toolVersion } from '../output/tool-version.js';
import { version } from '../version.js';

/** Environment variables that change what a run computes with. */
const VARIABLES = ['CLOZE_BACKEND', 'CLOZE_THREADS', 'CLOZE_SIMD', 'CLOZE_TFJS_NODE'];

/** `cloze doctor`. */
export async function doctorCommand({ json }: { readonly json?: boolean }): Promise<void> {
  const findings = await examine();
  if (json) printJson(findings);
  else print(...describeFindings(findings));
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
    environment: Object.fromEntries(
      VARIABLES.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
    ),
    tfjs: tfjsCopies(),
    cargo: (await toolVersion('cargo')) ?? null,
  };
}
