import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Digests of a run's files by path. Of TensorBoard's, all but the times of its events, which no clock but the system's gives. */
export async function runFiles(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files: Record<string, string> = {};
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const isEvents = entry.name.startsWith('events.out.tfevents.');
    const bytes = await readFile(path);
    const name = join(entry.parentPath, isEvents ? 'events' : entry.name).slice(directory.length + 1);
    files[name] = createHash('sha256')
      .update(isEvents ? withoutTimes(bytes) : bytes)
      .digest('hex');
  }
  return files;
}

/**
 * The events of a TensorBoard file: records of a length of 8 bytes, a checksum of 4, data, and its checksum of 4. The data starts with the
 * time: a byte that names it and 8 that hold it.
 */
function withoutTimes(file: Buffer): Buffer {
  const events: Buffer[] = [];
  for (let at = 0, end: number; at < file.length; at = end + 4) {
    end = at + 12 + Number(file.readBigUInt64LE(at));
    events.push(file.subarray(at + 12 + 9, end));
  }
  return Buffer.concat(events);
}
