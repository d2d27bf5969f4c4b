import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The interpreter of a virtual environment with torch and transformers, made once in a folder. */
export function setUpPython(folder: string): string {
  const interpreter = join(folder, 'bin/python');
  if (!existsSync(join(folder, 'ready'))) {
    process.stderr.write('Setting up a Python environment with torch and transformers (several GB) …\n');
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
    execFileSync(interpreter, ['-m', 'pip', 'install', '--quiet', 'torch==2.15.0', 'transformers==5.23.0'], {
      stdio: 'inherit',
    });
    writeFileSync(join(folder, 'ready'), '');
  }
  return interpreter;
}
