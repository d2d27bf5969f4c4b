import { join, relative } from 'node:path';
import { readModelFolder } from '@cloze/checkpoints';
import { ModelError, nearestName, UsageError } from '@cloze/contracts';
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
  const { model, head, out = join(model, 'evaluation', head ?? ''), json } = flags;
  const evaluator = await evaluatorOf(model, head);
  const { content, lines, page } = await evaluator.evaluate(flags, createLog());
  const folder = folderArtefacts(out);
  await folder.write('evaluation.json', `${JSON.stringify(content, undefined, 2)}\n`);
  await folder.write('report.html', page);
  if (json) printJson(content);
  else print(...lines, `report: ${relative(process.cwd(), folder.path('report.html'))}`);
}

/** @throws UsageError for a head that the model does not have, ModelError for a model of another kind */
async function evaluatorOf(directory: string, head: string | undefined): Promise<Evaluator> {
  const folder = await readModelFolder(directory);
  await folder.close();
  const { manifest } = folder;
  const ids = (manifest?.heads ?? []).map(({ id }) => id);
  if (head !== undefined && !ids.includes(head)) throw noSuchHead(head, ids);
  const evaluator = EVALUATORS.find(({ accepts }) => accepts(manifest));
  if (evaluator !== undefined) return evaluator;
  throw new ModelError({
    what: 'There is no evaluation for this kind of model',
    where: directory,
    received: `heads ${(manifest?.heads ?? []).map(({ use }) => use).join(', ') || 'none'}`,
    allowed: EVALUATORS.map(({ of }) => of).join(', '),
  });
}

function noSuchHead(head: string, ids: readonly string[]): UsageError {
  const near = nearestName(head, ids);
  return new UsageError({
    what: 'The model has no such head',
    where: '--head',
    received: head,
    allowed: ids.join(', ') || 'none: the model was pretrained',
    fix: near === undefined ? 'leave it out' : `did you mean "${near}"?`,
  });
}
