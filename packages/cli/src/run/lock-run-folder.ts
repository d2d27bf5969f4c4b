import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { adviceFor, explain, ioErrorCode } from '@cloze/checkpoints';
import { CheckpointError, ClozeError, UsageError } from '@cloze/contracts';
import { z } from 'zod';

/** The file of a run folder that says which process works in it. */
export const LOCK_FILE = 'run.lock';

const holder = z.strictObject({
  pid: z.int(),
  host: z.string(),
  /** When the process was started, by the system's own count: a number that a later process of the same id does not have. */
  start: z.string(),
  since: z.string(),
});

type Holder = z.output<typeof holder>;

/** A folder held for this process. */
export interface RunLock {
  release(): void;
}

/**
 * Holds a run folder for this process, so that no two train in it. A holder that was killed holds nothing: the next one takes over.
 * @throws UsageError naming the process that holds the folder, CheckpointError where the folder cannot be written to
 */
export async function lockRunFolder(out: string): Promise<RunLock> {
  const directory = resolve(out);
  const path = join(directory, LOCK_FILE);
  const own: Holder = {
    pid: process.pid,
    host: hostname(),
    start: startOf(process.pid) ?? '',
    since: new Date().toISOString(),
  };
  const text = `${JSON.stringify(own)}\n`;
  try {
    await mkdir(directory, { recursive: true });
    await clearAway(path, out);
    await create(path, text, out);
  } catch (error) {
    if (ClozeError.is(error)) throw error;
    const reason = { received: explain(error), fix: adviceFor(ioErrorCode(error)) };
    throw new CheckpointError(
      { what: 'The run folder cannot be written to', where: directory, ...reason },
      { cause: error },
    );
  }
  const release = () => {
    process.off('exit', release);
    if (textOf(path) === text) rmSync(path, { force: true });
  };
  process.on('exit', release);
  return { release };
}

/** Removes a lock whose holder is gone. */
async function clearAway(path: string, out: string): Promise<void> {
  const found = await readLock(path);
  if (found === undefined) return;
  if (isAlive(found.holder)) throw held(found.holder, path, out);
  // Another process may be clearing it away just now: what was moved is looked at again, and put back if it is a new one.
  const moved = `${path}.${randomUUID()}`;
  await rename(path, moved).catch(ignoreAbsent);
  const again = await readLock(moved);
  if (again !== undefined && again.text !== found.text) await link(moved, path).catch(() => undefined);
  await rm(moved, { force: true });
}

/** Written aside and linked, so that nobody ever reads half a lock, and one process alone succeeds. */
async function create(path: string, text: string, out: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await writeFile(aside, text);
    await link(aside, path);
  } catch (error) {
    if (ioErrorCode(error) !== 'EEXIST') throw error;
    throw held((await readLock(path))?.holder, path, out);
  } finally {
    await rm(aside, { force: true });
  }
}

async function readLock(
  path: string,
): Promise<{ readonly text: string; readonly holder: Holder | undefined } | undefined> {
  const text = await readFile(path, 'utf8').catch(ignoreAbsent);
  if (text === undefined) return undefined;
  try {
    return { text, holder: holder.parse(JSON.parse(text)) };
  } catch {
    return { text, holder: undefined };
  }
}

function ignoreAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}

/** A process of another machine counts as alive: nothing can be known of it. So does one this process may not ask about. */
function isAlive(lock: Holder | undefined): boolean {
  if (lock === undefined) return false;
  if (lock.host !== hostname()) return true;
  try {
    process.kill(lock.pid, 0);
  } catch (error) {
    return ioErrorCode(error) === 'EPERM';
  }
  return lock.start === '' || startOf(lock.pid) === lock.start;
}

/** When a process was started, in ticks since the machine was (field 22 of Linux's /proc/PID/stat); undefined where it cannot be told. */
function startOf(pid: number): string | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat
    ?.slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .at(19);
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function held(lock: Holder | undefined, path: string, out: string): UsageError {
  return new UsageError({
    what: 'Another process works in this folder',
    where: `--out ${out}`,
    received: lock ? `process ${lock.pid} on ${lock.host}, since ${lock.since}` : 'a process that has just taken it',
    allowed: 'one process a run folder',
    fix: `wait for it to end, or choose another folder; delete ${path} if that process is not there any more`,
  });
}
