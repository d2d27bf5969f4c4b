import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guideFiles } from './guide-files.js';
import { packWorkspace, workspaceClosure } from './pack-workspace.js';

// The guide docs/write-a-plugin.md, followed to the letter in an empty folder that has only packed tarballs installed.
const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'cloze-outside-'));
const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

beforeAll(() => {
  const tarballs = mkdtempSync(join(tmpdir(), 'cloze-tarballs-'));
  const packages = packWorkspace(root, tarballs);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  const names = workspaceClosure(packages, 'cloze');
  const ours = names.map((name) => packages.get(name)!.tarball);
  run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', ...ours, '@tensorflow/tfjs-core@4.22.0', 'zod');
  for (const guide of ['docs/write-a-plugin.md', 'docs/fine-tuning.md']) {
    for (const [name, text] of guideFiles(readFileSync(join(root, guide), 'utf8')))
      writeFileSync(join(folder, name), text);
  }
  const words = ['the cat sat on the mat', 'a dog ran after the cat', 'the mat was red and the dog was not'];
  const corpus = Array.from({ length: 60 }, (_, i) => `${words[i % 3]} . ${words[(i + 1) % 3]} .`).join('\n\n');
  writeFileSync(join(folder, 'corpus.txt'), `${corpus}\n`);
  const labelled = words.map((text, i) => JSON.stringify({ text, label: i < 2 ? 'animal' : 'mat' }));
  const records = Array.from({ length: 60 }, (_, i) =>
    labelled[i % 3].replace('"text":"', `"text":"${'now '.repeat(i % 5)}`),
  );
  writeFileSync(join(folder, 'texts.jsonl'), `${records.join('\n')}\n`);
  rmSync(tarballs, { recursive: true, force: true });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('plugins from outside the workspace', () => {
  it('compile against the published types', () => {
    const compilerOptions = {
      target: 'ES2022',
      module: 'nodenext',
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      types: ['node'],
      typeRoots: [join(root, 'node_modules/@types')],
    };
    const files = ['swap-neighbours.ts', 'swap-detection.ts', 'entity-masking.ts', 'by-hand.ts', 'mean-pooling.ts'];
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    run(process.execPath, join(root, 'node_modules/typescript/bin/tsc'), '-p', folder);
  });

  it('are found by the config and trained', () => {
    run('npx', 'cloze', 'tokenizer', 'train', '--files', 'corpus.txt', '--vocab-size', '300', '--out', 'tokenizer');
    run('npx', 'cloze', 'pretrain', 'run.json', '--out', 'runs/swaps', '--backend', 'cpu');
    const rows = readFileSync(join(folder, 'runs/swaps/metrics.jsonl'), 'utf8').trim().split('\n');
    const losses = rows.flatMap((row) => {
      const value = JSON.parse(row).values?.['swaps.loss'] ?? JSON.parse(row)['swaps.loss'];
      return typeof value === 'number' ? [value] : [];
    });
    expect(losses.length).toBeGreaterThan(1);
    expect(losses.at(-1)).toBeLessThan(losses[0]);
    const saved = readFileSync(join(folder, 'runs/swaps/model.safetensors')).toString('latin1', 0, 20_000);
    expect(saved).toContain('cloze.swaps.classifier.weight');
  });

  it('are heads that are fine-tuned, and predict where --plugin names them', () => {
    run('npx', 'cloze', 'finetune', 'head.json', '--out', 'runs/head', '--backend', 'cpu');
    const input = '{"text": "the cat sat on the mat"}\n{"text": "the mat was red and the dog was not"}\n';
    const predict = (...args: string[]) =>
      spawnSync('npx', ['cloze', 'predict', '--model', 'runs/head', '--backend', 'cpu', ...args], {
        cwd: folder,
        encoding: 'utf8',
        input,
      });
    const { stdout } = predict('--plugin', 'mean-pooling.ts');
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).label),
    ).toEqual(['animal', 'mat']);
    const { status, stderr } = predict();
    expect(status).toBe(1);
    expect(stderr).toContain('The head "topic" of the model needs the plugin "mean-pooling.v1", which is not there\n');
    expect(stderr).toContain('  fix: name the module that defines it with --plugin FILE');
  });

  it('work without the registry', () => {
    const jiti = join(folder, 'node_modules/jiti/lib/jiti-cli.mjs');
    expect(run(process.execPath, jiti, 'by-hand.ts')).toMatch(/^loss per token: \d\.\d{3}$/m);
  });
});
