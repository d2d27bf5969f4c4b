import { basename, join } from 'node:path';
import type { Logger } from '@cloze/contracts';
import type { ArtefactStore } from '@cloze/registry';
import { createRun } from '../compose/create-run.js';
import { isJsonObject } from '../config/json-value.js';
import { parseJson } from '../config/parse-json.js';
import { folderArtefacts } from '../run/folder-artefacts.js';
import { ENVIRONMENT_FILE } from '../run/note-environment.js';
import type { PretrainResult } from '../run/pretrain.js';
import type { ResolvedRun } from '../run/resolve-run.js';
import { constantsOfPhase } from './constants-of-phase.js';
import { readMetrics } from './metrics-rows.js';
import { pretrainReport } from './pretrain-report.js';
import type { RecordedPhase } from './recorded-run.js';

/** The file of a run folder that shows how the run went. */
export const REPORT_FILE = 'report.html';

/** Writes `report.html` into the folder of a run that has ended or was interrupted, from what it recorded. */
export async function writePretrainReport(
  resolved: ResolvedRun,
  artefacts: ArtefactStore,
  { status, step, totalSteps, modelStep, evaluation = {} }: PretrainResult,
  logger: Logger,
): Promise<void> {
  const inPhases = resolved.config['phases'] !== undefined;
  const phases: RecordedPhase[] = [];
  for (const [i, parsed] of resolved.phases.entries()) {
    const folder = inPhases ? folderArtefacts(artefacts.path(join('phases', String(i + 1)))) : artefacts;
    const rows = await readMetrics(folder);
    // A phase that has not begun is not shown, nor its text read.
    if (rows.length === 0) continue;
    const run = createRun({ ...resolved, parsed, artefacts: folder, shared: artefacts, logger, phase: i });
    const recorded = [...new Set(rows.flatMap(({ values }) => Object.keys(values)))];
    const constants = await constantsOfPhase(parsed, run, recorded).finally(() => run.dispose());
    phases.push({ rows, constants });
  }
  const page = await pretrainReport({
    name: basename(artefacts.directory),
    phases,
    modelStep,
    ...(status === 'interrupted' && { interrupted: { step, totalSteps } }),
    evaluation,
    config: JSON.stringify(resolved.config, undefined, 2),
    environment: await readEnvironment(artefacts),
  });
  await artefacts.write(REPORT_FILE, page);
}

async function readEnvironment(artefacts: ArtefactStore): Promise<Readonly<Record<string, string | number>>> {
  const text = await artefacts.readText(ENVIRONMENT_FILE);
  const noted: unknown = text === undefined ? {} : parseJson(text, artefacts.path(ENVIRONMENT_FILE));
  if (!isJsonObject(noted)) return {};
  return Object.fromEntries(
    Object.entries(noted).filter((entry): entry is [string, string | number] => typeof entry[1] !== 'object'),
  );
}
