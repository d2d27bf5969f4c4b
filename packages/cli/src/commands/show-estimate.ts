import { BACKEND } from '@cloze/registry';
import { estimate, type Estimate } from '@cloze/trainer';
import { createRun } from '../compose/create-run.js';
import { describeEstimate, describeSeconds } from '../output/describe-estimate.js';
import { createLog } from '../output/log.js';
import { print, printJson } from '../output/print.js';
import { folderArtefacts } from '../run/folder-artefacts.js';
import type { ResolvedRun } from '../run/resolve-run.js';
import { withScratchFolder } from '../run/scratch-folder.js';
import { prepareAll, trainedParts } from '../run/trained-parts.js';
import type { PretrainFlags } from './pretrain.js';

/** `cloze pretrain --estimate`: makes a few steps of each phase in a folder that is thrown away, and tells what all will need. */
export async function showEstimate(resolved: ResolvedRun, { backend, precision, json }: PretrainFlags): Promise<void> {
  const shown: (Estimate & { readonly backend: string })[] = [];
  await withScratchFolder(async (scratch) => {
    for (const [i, parsed] of resolved.phases.entries()) {
      // Each phase keeps plans of its own.
      const artefacts = folderArtefacts(scratch.path(`phases/${i + 1}`));
      const run = createRun({
        ...resolved,
        parsed,
        artefacts,
        shared: scratch,
        backend,
        precision,
        logger: createLog(),
        phase: i,
      });
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
    print(...(shown.length > 1 ? [`phase ${i + 1}`] : []), ...describeEstimate(phase));
  }
  const total = shown.reduce((sum, { time }) => sum + time.total, 0);
  if (shown.length > 1) print(`all phases  ${describeSeconds(total)}`);
}
