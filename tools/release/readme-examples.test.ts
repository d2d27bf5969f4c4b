import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readmeExample } from './readme-example.js';

// The first example of each package's README runs as it stands, from source, in the package's own folder.
const root = resolve(import.meta.dirname, '../..');

const described = readdirSync(join(root, 'packages')).filter((folder) =>
  existsSync(join(root, 'packages', folder, 'README.md')),
);

describe.each(described)('the README of packages/%s', (folder) => {
  it('has an example that runs', () => {
    const directory = join(root, 'packages', folder);
    const example = readmeExample(readFileSync(join(directory, 'README.md'), 'utf8'));
    expect(example, 'a ts block').toBeDefined();
    const file = join(directory, '.readme-example.ts');
    writeFileSync(file, example!);
    try {
      execFileSync(process.execPath, ['--import', 'tsx', '--conditions=@cloze/source', file], {
        cwd: directory,
        stdio: 'pipe',
        env: { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.base.json') },
      });
    } finally {
      rmSync(file, { force: true });
    }
  });
});
