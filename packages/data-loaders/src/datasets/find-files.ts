import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { DataError } from '@cloze/contracts';
import { glob } from 'tinyglobby';

/**
 * Files of paths and globs, each once, sorted by path within a glob.
 * @param directory what relative ones are relative to
 * @throws DataError for one that matches no file, naming it
 */
export async function findFiles(patterns: readonly string[], directory: string): Promise<string[]> {
  const files = new Set<string>();
  for (const [i, pattern] of patterns.entries()) {
    const found = await findOne(pattern, directory, `files[${i}]`);
    for (const file of found) files.add(file);
  }
  return [...files];
}

async function findOne(pattern: string, directory: string, where: string): Promise<string[]> {
  // A path that exists is meant as it stands, also where it has brackets in its name.
  const literal = resolve(directory, pattern);
  const existing = await stat(literal).catch(() => undefined);
  if (existing?.isFile()) return [literal];
  if (existing?.isDirectory()) {
    throw new DataError({
      what: 'A folder was given where files are wanted',
      where: `${where}: ${literal}`,
      received: JSON.stringify(pattern),
      allowed: 'a file or a glob',
      fix: `give ${JSON.stringify(`${pattern.replace(/\/+$/, '')}/**/*.txt`)}`,
    });
  }
  const found = await glob(pattern, { cwd: directory, absolute: true, onlyFiles: true, expandDirectories: false });
  if (found.length > 0) return found.map((file) => resolve(file)).sort();
  throw new DataError({
    what: 'No file matches',
    where: `${where}, from the folder ${resolve(directory)}`,
    received: JSON.stringify(pattern),
    allowed: 'a path or glob of at least one file',
    fix: 'check the spelling, and that relative paths start from that folder',
  });
}
