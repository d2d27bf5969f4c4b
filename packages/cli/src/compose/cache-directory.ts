import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where tokenised corpora are kept for all runs: `CLOZE_CACHE`, or the user's cache folder. */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const { CLOZE_CACHE: own, XDG_CACHE_HOME: xdg } = environment;
  return join(own || join(xdg || join(homedir(), '.cache'), 'cloze'), 'corpora');
}
