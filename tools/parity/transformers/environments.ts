import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const cache = resolve(import.meta.dirname, '../../../node_modules/.cache');

/**
 * A Python interpreter that has packages: the one in `CLOZE_PYTHON`, which is taken at its word, or that of a virtual environment, set up at the first
 * use.
 */
export function pythonWith(name: string, packages: readonly string[]): string {
  const given = process.env['CLOZE_PYTHON'];
  if (given) return given;
  const folder = join(cache, name);
  const interpreter = join(folder, 'bin/python');
  if (!existsSync(join(folder, 'ready'))) {
    process.stderr.write(`Setting up a Python environment with ${packages.join(', ')} (several GB) …\n`);
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
    execFileSync(interpreter, ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: 'inherit' });
    writeFileSync(join(folder, 'ready'), '');
  }
  return interpreter;
}

/** A folder in which `@huggingface/transformers` can be imported: the one in `CLOZE_TRANSFORMERS_JS`, or one that is set up at the first use. */
export function transformersJs(): string {
  const given = process.env['CLOZE_TRANSFORMERS_JS'];
  if (given) return given;
  const folder = join(cache, 'transformers-js');
  if (!existsSync(join(folder, 'ready'))) {
    process.stderr.write('Installing @huggingface/transformers …\n');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
    execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '@huggingface/transformers@4.3.1'], {
      cwd: folder,
      stdio: 'inherit',
      // Its native part comes with the package; the download that its installation offers is for GPUs.
      env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
    });
    writeFileSync(join(folder, 'ready'), '');
  }
  return folder;
}
