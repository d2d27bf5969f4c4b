import { readdir } from 'node:fs/promises';
import { UsageError } from '@cloze/contracts';

/**
 * Refuses to write over what somebody else wrote.
 * @param where for messages
 * @throws UsageError for a folder with something in it
 */
export async function requireEmpty(out: string, where = `--out ${out}`): Promise<void> {
  const content = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new UsageError({ what: 'The folder cannot be used', where, received: error.message }, { cause: error });
  });
  if (content.length === 0) return;
  throw new UsageError({
    what: 'The folder is not empty',
    where,
    received: listOf(content),
    allowed: 'a new or empty folder',
    fix: 'choose another folder',
  });
}

/** The first names of a folder. */
export function listOf(names: readonly string[]): string {
  return [...names].sort().slice(0, 5).join(', ') + (names.length > 5 ? ', …' : '');
}
