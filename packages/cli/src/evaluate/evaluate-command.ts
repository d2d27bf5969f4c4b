import { join, relative } from 'node:path';
import { readModelFolder } from '@cloze/checkpoints';
import { ModelError } from '@cloze/contracts';
import { createLog } from '../output/log.js';
import { print, printJson } from '../output/print.js';
import { folderArtefacts } from '../run/folder-artefacts.js';
import type { EvaluateFlags } from './evaluate.js';
import type { Evaluator } from './evaluator.js';
import { headsEvaluator } from './heads/heads-evaluator.js';
import { pretrainedEvaluator } from './pretrained-evaluator.js';

/** One for each kind of model; the first that accepts a model folder evaluates it. */
const EVALUATORS: readonly Evaluator[] = [pretrainedEvaluator, headsEvaluator];

/** `cloze evaluate`: measures a model, as what its folder holds is measured, and saves numbers and report. */
export async function evaluateCommand(flags: EvaluateFlags): Promise<void> {
  const { model, out = join(model, 'evaluation'), json } = flags;
  const evaluator = await evaluatorOf(model);
  const { content, lines, page } = await evaluator.evaluate(flags, createLog());
  const folder = folderArtefacts(out);
  await folder.write('evaluation.json', `${JSON.stringify(content, undefined, 2)}\n`);
  await folder.write('report.html', page);
  if (json) printJson(content);
  else print(...lines, `report: ${relative(process.cwd(), folder.path('report.html'))}`);
}

async function evaluatorOf(directory: string): Promise<Evaluator> {
  const folder = await readModelFolder(directory);
  await folder.close();
  const { manifest } = folder;
  const evaluator = EVALUATORS.find(({ accepts }) => accepts(manifest));
  if (evaluator !== undefined) return evaluator;
  throw new ModelError({
    what: 'There is no evaluation for this kind of model',
    where: directory,
    received: `heads ${(manifest?.heads ?? []).map(({ use }) => use).join(', ') || 'none'}`,
    allowed: EVALUATORS.map(({ of }) => of).join(', '),
  });
}
