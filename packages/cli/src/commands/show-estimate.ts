import { BACKEND } from '@cloze/registry';
import { estimate, type Estimate } from '@cloze/trainer';
import { createRun } from '../compose/create-run.js';
import { createLog } from '../output/log.js';
import { print, printJson } from '../output/print.js';
import { formatTable } from '../output/table.js';
import { folderArtefacts } from '../run/folder-artefacts.js';
import type { ResolvedRun } from '../run/resolve-run.js';
import { withScratchFolder } from '../run/scratch-folder.js';
import { prepareAll, trainedParts } from '../run/trained-parts.js';
import type { PretrainFlags } from './pretrain.js';

/** `cloze pretrain --estimate`: makes a few steps of each phase in a folder that is thrown away, and tells what all will need. */
export async function showEstimate(resolved: ResolvedRun, { backend, json }: PretrainFlags): Promise<void> {
  const shown: (Estimate & { readonly backend: string })[] = [];
  await withScratchFolder(async (scratch) => {
    for (const [i, parsed] of resolved.phases.entries()) {
      // Each phase keeps plans of its own.
      const artefacts = folderArtefacts(scratch.path(`phases/${i + 1}`));
      const run = createRun({ ...resolved, parsed, artefacts, shared: scratch, backend, logger: createLog() });
      try {
        await prepareAll(run);
        shown.push({ ...(await estimate(trainedParts(parsed, run))), backend: run.get(BACKEND).name });
      } finally {
        await run.dispose();
      }
    }
  });
  if (json) return printJson(shown);
  for (const [i, phase] of shown.entries()) {
    print(...(shown.length > 1 ? [`phase ${i + 1}`] : []), ...linesOf(phase));
  }
  const total = shown.reduce((sum, { time }) => sum + time.total, 0);
  if (shown.length > 1) print(`all phases  ${duration(total)}`);
}

function linesOf({ plan, parameters, memory, time, backend }: Estimate & { readonly backend: string }): string[] {
  const count = (value: number) => value.toLocaleString('en-US');
  const bytes = (value: number) => `${(value / 2 ** 20).toFixed(1)} MiB`;
  const { weights, optimizer, stepPeak } = memory;
  return formatTable([
    ['parameters', `${count(parameters.total)}, of which ${count(parameters.trained)} are trained`],
    [
      'memory',
      `${bytes(weights + optimizer + stepPeak)}: weights ${bytes(weights)}, optimizer ${bytes(optimizer)}, a step ${bytes(stepPeak)}`,
    ],
    ['time', `${duration(time.total)} for ${count(plan.totalSteps)} steps and their evaluations`],
    ['speed', `${count(Math.round(time.tokensPerSecond))} tokens/s on ${backend}, over ${time.measuredSteps} steps`],
  ]);
}

function duration(seconds: number): string {
  if (seconds < 120) return `${seconds.toFixed(0)} s`;
  return seconds < 7200 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
