import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The first line of `<tool> --version`; undefined where it does not run: a tool counts as present when it runs. */
export async function toolVersion(tool: string): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)(tool, ['--version'], { timeout: 10_000 });
    return stdout.split('\n')[0].trim();
  } catch {
    return undefined;
  }
}
