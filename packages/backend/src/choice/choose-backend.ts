import { BackendError, ClozeError, silentLogger, type Logger } from '@cloze/contracts';
import type { BackendName } from './backend-name.js';
import { candidates, type Candidate } from './candidates.js';
import { namedBackend } from './named-backend.js';
import { parsePrecision, type Precision } from './precision.js';
import { assertOneTfjs } from './tfjs-copies.js';
import { parseThreads } from './threads.js';

/** How to choose. */
export interface BackendChoiceOptions {
  /** Of `--backend`; `CLOZE_BACKEND` where left out, and the fastest there is where that is unset too. */
  readonly name?: string;
  readonly precision?: string;
  readonly logger?: Logger;
}

/** What was chosen. */
export interface BackendChoice {
  readonly name: BackendName;
  readonly precision: Precision;
  /** One line: what was picked, and why not those before it. */
  readonly reason: string;
}

let chosen: BackendChoice | undefined;

/**
 * Makes a backend the current one, once a process: the one that was named, else the first that works of tensorflow with a GPU, native,
 * tensorflow, wasm, cpu. Logs one line that says why.
 * @throws BackendError for an unknown name or number of threads, a named backend that does not work, a second backend in one process, and copies of tfjs-core
 *   that do not fit together
 */
export async function chooseBackend(options: BackendChoiceOptions = {}): Promise<BackendChoice> {
  const logger = options.logger ?? silentLogger;
  const precision = parsePrecision(options.precision ?? 'float32');
  const { name, where } = namedBackend(options.name);
  if (chosen) return sameAsBefore(chosen, name, where);
  parseThreads();
  assertOneTfjs(logger);
  chosen = {
    precision,
    ...(name === undefined ? await firstThatWorks(precision) : await theNamed(name, where, precision)),
  };
  logger.info(`backend ${chosen.reason}`);
  return chosen;
}

function sameAsBefore(before: BackendChoice, name: BackendName | undefined, where: string): BackendChoice {
  if (name === undefined || name === before.name) return before;
  throw new BackendError({
    what: 'A process has one backend, and this one has it already',
    where,
    received: name,
    allowed: before.name,
    fix: 'start another process for the other backend',
  });
}

async function firstThatWorks(precision: Precision): Promise<Pick<BackendChoice, 'name' | 'reason'>> {
  const passed: string[] = [];
  for (const { name, label, start } of candidates) {
    const outcome = await start(precision);
    if (outcome.started) return { name, reason: passed.length === 0 ? label : `${label} (${passed.join('; ')})` };
    passed.push(`no ${label}: ${outcome.reason}`);
  }
  throw new BackendError({ what: 'No backend works here', received: passed.join('; ') });
}

async function theNamed(
  name: BackendName,
  where: string,
  precision: Precision,
): Promise<Pick<BackendChoice, 'name' | 'reason'>> {
  const outcomes: Exclude<Awaited<ReturnType<Candidate['start']>>, { started: true }>[] = [];
  for (const candidate of candidates.filter((each) => each.name === name)) {
    const outcome = await candidate.start(precision);
    if (outcome.started) return { name, reason: `${candidate.label}, named by ${where}` };
    outcomes.push(outcome);
  }
  const last = outcomes[outcomes.length - 1];
  throw new BackendError(
    {
      what: `The backend ${name} does not work here`,
      where,
      received: last.reason,
      ...(last.remedy !== undefined && { fix: last.remedy }),
    },
    { cause: ClozeError.is(last.cause) ? last.cause : undefined },
  );
}
