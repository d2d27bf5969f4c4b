import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

const TEMPORARY = /^\.[0-9a-f]+\.(.+)\.(\d+)\.[0-9a-f-]{36}\.tmp(?:\.old)?$/;

/** Others may publish the same folder at the same moment, but hardly this often. */
const ATTEMPTS = 10;

/** A new empty folder in `directory`; its name says which process of which machine works in it. */
export async function temporaryFolder(directory: string, name: string): Promise<string> {
  const path = join(directory, `.${name}.${machine()}.${process.pid}.${randomUUID()}.tmp`);
  await mkdir(path, { recursive: true });
  return path;
}

/** Removes folders whose process, of this machine, is no more. */
export async function removeAbandonedFolders(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    const [, host, pid] = TEMPORARY.exec(name) ?? [];
    if (host === machine() && !isRunning(Number(pid)))
      await rm(join(directory, name), { recursive: true, force: true });
  }
}

/**
 * Gives a finished folder its name, at once and durably. Where the name is taken, `keep` says whether what is there serves: then
 * the new folder is removed, otherwise it takes the other's place.
 */
export async function publishFolder(from: string, to: string, keep: () => Promise<boolean>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await rename(from, to);
      await syncFolder(dirname(to));
      return;
    } catch (error) {
      if (!isTaken(error) || attempt === ATTEMPTS) throw error;
    }
    if (await keep()) {
      await rm(from, { recursive: true, force: true });
      return;
    }
    const away = `${from}.old`;
    await rename(to, away).catch(() => {}); // Somebody else may have moved it by now.
    await rm(away, { recursive: true, force: true });
  }
}

function machine(): string {
  return hostname().replace(/[^A-Za-z0-9-]/g, '_');
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isTaken(error: unknown): boolean {
  const taken = ['ENOTEMPTY', 'EEXIST', 'EPERM', 'ENOTDIR'];
  return error instanceof Error && 'code' in error && taken.includes(String(error.code));
}

/** Makes the entries of a folder durable; not every system can. */
async function syncFolder(directory: string): Promise<void> {
  const handle = await open(directory, 'r').catch(() => undefined);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
