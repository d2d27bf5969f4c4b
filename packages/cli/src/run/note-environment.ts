import { availableParallelism } from 'node:os';
import { BACKEND, LOGGER, type ArtefactStore, type RunContainer } from '@cloze/registry';
import { isJsonObject } from '../config/json-value.js';
import { parseJson } from '../config/parse-json.js';
import { version } from '../version.js';

/** The file of a run folder that tells what it was started on. */
export const ENVIRONMENT_FILE = 'environment.json';

/** What bit-identical weights depend on beside the config, by the name that a warning gives it. */
const MATTERS = { backend: 'backend', threads: 'number of threads', cloze: 'version of cloze' } as const;

/**
 * Notes what a run was started on. A resumed run that goes on with something else is warned that it will not end in the very
 * weights of an uninterrupted one.
 */
export async function noteEnvironment(run: RunContainer, artefacts: ArtefactStore): Promise<void> {
  const now = {
    cloze: version(),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    backend: run.get(BACKEND).name,
    threads: availableParallelism(),
  };
  const text = await artefacts.readText(ENVIRONMENT_FILE);
  if (text === undefined) return artefacts.write(ENVIRONMENT_FILE, `${JSON.stringify(now, undefined, 2)}\n`);
  const before = parseJson(text, artefacts.path(ENVIRONMENT_FILE));
  if (!isJsonObject(before)) return;
  for (const key of ['backend', 'threads', 'cloze'] as const) {
    if (before[key] === undefined || before[key] === now[key]) continue;
    run
      .get(LOGGER)
      .warn(
        `the run was started with another ${MATTERS[key]} (${String(before[key])}, now ${now[key]}): ` +
          'its weights will not be bit-identical to those of an uninterrupted run',
      );
  }
}
