import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInNames } from '../testing/built-in-names.js';
import { callCloze, type Called } from '../testing/call-cloze.js';
import { runCloze } from '../testing/run-cloze.js';
import { tinyRun, useRunFolder } from '../testing/tiny-run.js';

// Every error: exit code, nothing on stdout, the whole text on stderr, no stack. What depends on the process has one of its own.
const run = useRunFolder(tinyRun);

const pretrain = (...args: string[]) => callCloze('pretrain', 'run.json', ...args);
const inProcess = (...args: string[]) => runCloze(args, { cwd: run.folder, env: run.env });

/** Whether permissions hold for whoever runs the tests. */
const isRoot = process.getuid?.() === 0;
if (isRoot) console.warn('skipped: a folder without the permission to write (root may write to all)');

/** Files of a folder, with those in folders of it, and what is in them. */
async function contentsOf(folder: string): Promise<Readonly<Record<string, Buffer>>> {
  const contents: Record<string, Buffer> = {};
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    if ((await stat(join(folder, name))).isFile()) contents[name] = await readFile(join(folder, name));
  }
  return contents;
}

/** What is printed after the log of the run's start. */
const errorOf = (stderr: string) => stderr.slice(stderr.lastIndexOf('error: '));

const MODULE = (body: string) =>
  `import { defineCorruption } from '@cloze/contracts';\nimport { z } from 'zod';\n${body}\n`;
const PLUGIN = (name: string) =>
  MODULE(
    `export default defineCorruption({ name: '${name}', summary: 'Nothing.', options: z.strictObject({}), create: () => (view) => view });`,
  );

const PAIRS = '{"use":"sentence-pairs.v1","maxLength":24}';

describe('cloze pretrain says what is wrong before any work', () => {
  it.each([
    [
      'an unknown plugin',
      ['--set', 'objectives[0].use=mlm.v2'],
      1,
      'error: Unknown objective "mlm.v2"\n  where: objectives[0].use\n  received: "mlm.v2"\n' +
        `  allowed: ${builtInNames('objective')}\n  fix: did you mean "mlm.v1"?\n`,
    ],
    [
      'a bad option',
      ['--set', 'corruption[0].rat=0.3'],
      1,
      'error: Unknown option "rat"\n  where: corruption[0]\n' +
        '  allowed: rate, draw, maxPerExample, wholeWords, shares, randomTokens\n  fix: did you mean "rate"?\n',
    ],
    [
      'a wrong combination',
      ['--set', 'objectives=[{"use":"nsp.v1"}]'],
      1,
      'error: "nsp.v1" needs "pairs", which nothing before it provides\n  where: objectives[0]\n' +
        '  received: a chain that provides aligned-positions, pooled, spoilt, token-targets, word-starts\n' +
        '  allowed: an encoder, sampler or corruption that provides "pairs"\n' +
        '  fix: use a plugin that provides "pairs", or remove "nsp.v1"; `cloze plugins` lists what each provides\n',
    ],
    [
      'an objective on spans without spans',
      ['--set', 'objectives=[{"use":"sbo.v1"}]'],
      1,
      'error: "sbo.v1" needs "spans", which nothing before it provides\n  where: objectives[0]\n' +
        '  received: a chain that provides aligned-positions, pooled, spoilt, token-targets, word-starts\n' +
        '  allowed: an encoder, sampler or corruption that provides "spans"\n' +
        '  fix: use a plugin that provides "spans", or remove "sbo.v1"; `cloze plugins` lists what each provides\n',
    ],
    [
      'an objective on a pooler without one',
      ['--set', `sampler=${PAIRS}`, '--set', 'objectives=[{"use":"nsp.v1"}]', '--set', 'encoder.pooler=false'],
      1,
      'error: "nsp.v1" needs "pooled", which nothing before it provides\n  where: objectives[0]\n' +
        '  received: a chain that provides aligned-positions, pairs, spoilt, token-targets, word-starts\n' +
        '  allowed: an encoder, sampler or corruption that provides "pooled"\n' +
        '  fix: set "pooler": true in encoder, or remove "nsp.v1"\n',
    ],
    [
      'examples of two segments for an encoder of one',
      ['--set', `sampler=${PAIRS}`, '--set', 'encoder.segmentTypes=1'],
      1,
      'error: Examples are of two segments, and the encoder has one\n  where: encoder.segmentTypes\n' +
        '  received: 1\n  allowed: at least 2, for the pairs of sampler ("sentence-pairs.v1")\n' +
        '  fix: raise encoder.segmentTypes for a new encoder, or choose another sampler\n',
    ],
    [
      'examples of a later phase that are longer than the encoder takes',
      ['--set', 'phases=[{"training":{"maxSteps":4}},{"sampler":{"maxLength":64}}]'],
      1,
      'error: Examples may be longer than the encoder takes\n  where: phases[1].sampler.maxLength\n' +
        '  received: 64 tokens\n  allowed: at most 32, which is encoder.maxPositions\n' +
        '  fix: lower phases[1].sampler.maxLength, or raise encoder.maxPositions for a new encoder\n',
    ],
    [
      'a duplicate',
      ['--plugin', 'duplicate.ts'],
      1,
      'error: Two plugins of kind corruption are named "token-masking.v1"\n  where: duplicate.ts\n' +
        '  received: "token-masking.v1", which is built in\n  allowed: one plugin of a kind and name\n' +
        '  fix: rename it, for example to "my-token-masking.v1"\n',
    ],
    [
      'a user’s module that fails',
      ['--plugin', 'failing.ts'],
      1,
      'error: Plugin module "failing.ts" failed to load\n  where: --plugin[0], FOLDER/failing.ts:3:28\n' +
        '  received: Error: no rate\n  fix: correct the module\n',
    ],
    [
      'no folder to write to',
      [],
      2,
      'error: A run needs a folder\n  where: cloze pretrain\n  received: no --out\n' +
        '  fix: add --out DIR, or --dry-run or --estimate to train nothing\n',
    ],
    [
      'a folder in use',
      ['--out', 'taken'],
      2,
      'error: The folder is not empty\n  where: --out taken\n' +
        '  received: notes.txt\n  allowed: a new or empty folder\n' +
        '  fix: choose another folder, or add --resume to go on with the run in it\n',
    ],
    [
      'a folder that is none',
      ['--out', 'corpus.txt/run'],
      1,
      'error: The run folder cannot be written to\n  where: FOLDER/corpus.txt/run\n' +
        '  received: a part of the path is a file, not a folder (ENOTDIR)\n  fix: choose another path, or move the file away\n',
    ],
    [
      'an unknown backend',
      ['--out', 'unknown-backend', '--backend', 'wsm'],
      1,
      'error: Unknown backend\n  where: --backend\n  received: wsm\n  allowed: tensorflow, native, wasm, cpu\n' +
        '  fix: did you mean "wasm"?\n',
    ],
    [
      'a precision that there is not yet',
      ['--out', 'unknown-precision', '--precision', 'bfloat16'],
      1,
      'error: Unknown precision\n  where: --precision\n  received: bfloat16\n  allowed: float32\n',
    ],
    [
      'an unknown backend where examples are only to be shown',
      ['--dry-run', '--backend', 'wsm'],
      1,
      'error: Unknown backend\n  where: --backend\n  received: wsm\n  allowed: tensorflow, native, wasm, cpu\n' +
        '  fix: did you mean "wasm"?\n',
    ],
    [
      'a precision that there is not yet where the run is only to be estimated',
      ['--estimate', '--precision', 'bfloat16'],
      1,
      'error: Unknown precision\n  where: --precision\n  received: bfloat16\n  allowed: float32\n',
    ],
    [
      'an unknown option of the command',
      ['--otu', 'x'],
      2,
      'error: Unknown option "--otu"\n  where: cloze pretrain\n' +
        '  allowed: --out, --set, --plugin, --resume, --backend, --precision, --dry-run, --estimate, --json\n  fix: did you mean "--out"?\n',
    ],
  ])('%s', async (_, args, code, text) => {
    await writeFile(run.path('duplicate.ts'), PLUGIN('token-masking.v1'));
    await mkdir(run.path('taken'), { recursive: true });
    await writeFile(run.path('taken/notes.txt'), 'mine');
    await writeFile(run.path('failing.ts'), MODULE(`const rate: number = (() => { throw new Error('no rate'); })();`));
    const before = await readdir(run.folder);
    const finished = await pretrain(...(args.includes('--out') || code === 2 ? args : [...args, '--out', 'run']));
    expect(errorOf(finished.stderr)).toBe(text.replaceAll('FOLDER', run.folder));
    expect([finished.code, finished.stdout]).toEqual([code, '']);
    expect(await readdir(run.folder)).toEqual(before);
  });

  it.skipIf(isRoot)('a folder without the permission to write (skipped for root)', async () => {
    await mkdir(run.path('locked'));
    await chmod(run.path('locked'), 0o500);
    const { code, stdout, stderr } = await pretrain('--out', 'locked/run');
    expect(errorOf(stderr)).toBe(
      `error: The run folder cannot be written to\n  where: ${run.path('locked/run')}\n` +
        '  received: permission denied (EACCES)\n' +
        '  fix: choose a folder you may write to, or change its permissions\n',
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(await readdir(run.path('locked'))).toEqual([]);
  });

  it.skipIf(!existsSync('/sys/kernel'))('a folder in which nobody may make one', async () => {
    const { code, stdout, stderr } = await pretrain('--out', '/sys/kernel/cloze/run');
    const refusals = [
      'operation not permitted (EPERM)\n  fix: choose a folder you may write to, or change its permissions',
      'permission denied (EACCES)\n  fix: choose a folder you may write to, or change its permissions',
      'the file system is read-only (EROFS)\n  fix: choose a folder on a file system that can be written to',
    ];
    // Which one depends on how the system has mounted it.
    const start = 'error: The run folder cannot be written to\n  where: /sys/kernel/cloze/run\n  received: ';
    expect(refusals.map((refusal) => `${start}${refusal}\n`)).toContain(errorOf(stderr));
    expect([code, stdout]).toEqual([1, '']);
    expect(existsSync('/sys/kernel/cloze')).toBe(false);
  });

  it('files that are not there', async () => {
    const { code, stdout, stderr } = await pretrain('--out', 'none', '--set', 'data.train.files=["none/*.txt"]');
    expect(errorOf(stderr)).toBe(
      `error: No file matches\n  where: files[0], from the folder ${run.folder}\n  received: "none/*.txt"\n` +
        '  allowed: a path or glob of at least one file\n' +
        '  fix: check the spelling, and that relative paths start from that folder\n',
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(existsSync(run.path('none'))).toBe(false);
  });

  it('an unknown command', async () => {
    const { code, stderr } = await inProcess('pretrian', 'run.json');
    expect(stderr).toBe(
      'error: Unknown command "pretrian"\n  where: cloze\n' +
        '  allowed: quickstart, tokenizer, pretrain, finetune, predict, evaluate, fill-mask, generate, convert, embed, plugins, doctor\n  fix: did you mean "pretrain"?\n',
    );
    expect(code).toBe(2);
  });
});

describe('a run that fails', () => {
  it('ends with a loss that is not finite, and leaves the last good checkpoint', async () => {
    const bad = ['--out', 'nan', '--set', 'optimizer.learningRate=1e38', '--set', 'training.clipNorm=null'];
    const schedule = [
      '--set',
      'schedule={"use":"linear-warmup.v1","warmupSteps":0}',
      '--set',
      'training.checkpointEvery=1',
    ];
    const expectFailure = ({ code, stderr }: Called) => {
      expect(errorOf(stderr)).toBe(
        'error: The loss of the objective "mlm" is not finite at step 2; the checkpoint of step 1 is untouched\n' +
          '  where: mlm.loss\n  received: NaN\n  allowed: a finite number\n' +
          '  fix: lower the learning rate, lengthen the warm-up, or look for broken data\n',
      );
      expect(code).toBe(1);
    };
    expectFailure(await pretrain(...bad, ...schedule));
    const before = await contentsOf(run.path('nan/checkpoints'));
    expect(Object.keys(before)).toContain('step-00000001/model.safetensors');
    // It is whole, since going on from it fails at the same place, and that leaves it once more.
    const again = await pretrain(...bad, ...schedule, '--resume');
    expectFailure(again);
    expect(again.stderr).toContain('\nResuming after step 1\n');
    expect(await contentsOf(run.path('nan/checkpoints'))).toEqual(before);
  });

  it('says that the disk is full, and leaves the last good checkpoint', async () => {
    expect((await pretrain('--out', 'full')).code).toBe(0);
    const whole = await readFile(run.path('full/model.safetensors'));
    // As if it had been killed after step 4.
    await rm(run.path('full/checkpoints/step-00000006'), { recursive: true });
    const before = await contentsOf(run.path('full/checkpoints'));
    expect(Object.keys(before)).toContain('step-00000004/model.safetensors');
    // A limit on the size of files stands for a full disk: both make writing fail half-way.
    const limited = await runCloze(['pretrain', 'run.json', '--out', 'full', '--resume'], {
      cwd: run.folder,
      env: run.env,
      fileBlocks: 4,
    });
    expect(errorOf(limited.stderr)).toBe(
      'error: The checkpoint of step 6 could not be written; that of step 4 is untouched\n' +
        `  where: ${run.path('full/checkpoints')}\n` +
        '  received: the file would grow beyond the largest size allowed (EFBIG)\n' +
        '  fix: raise the limit on file sizes (`ulimit -f`)\n',
    );
    expect(limited.code).toBe(1);
    expect(await contentsOf(run.path('full/checkpoints'))).toEqual(before);
    expect((await pretrain('--out', 'full', '--resume')).code).toBe(0);
    expect(await readFile(run.path('full/model.safetensors'))).toEqual(whole);
  });

  it('says that the disk is full before any checkpoint, and can be resumed', async () => {
    const limited = await runCloze(['pretrain', 'run.json', '--out', 'full-at-once'], {
      cwd: run.folder,
      env: run.env,
      fileBlocks: 4,
    });
    expect(errorOf(limited.stderr)).toBe(
      'error: The checkpoint of step 2 could not be written; no checkpoint was written before it\n' +
        `  where: ${run.path('full-at-once/checkpoints')}\n` +
        '  received: the file would grow beyond the largest size allowed (EFBIG)\n' +
        '  fix: raise the limit on file sizes (`ulimit -f`)\n',
    );
    expect(limited.code).toBe(1);
    expect((await pretrain('--out', 'full-at-once', '--resume')).code).toBe(0);
  });

  it('passes over a checkpoint that was cut, and says so when none is whole', async () => {
    const first = await pretrain('--out', 'cut');
    expect(first.code).toBe(0);
    const whole = await readFile(run.path('cut/model.safetensors'));
    await cp(run.path('cut'), run.path('lost'), { recursive: true });
    await truncate(run.path('cut/checkpoints/step-00000006/model.safetensors'), 100);
    const resumed = await pretrain('--out', 'cut', '--resume');
    expect(resumed.stderr).toContain(
      `warning: Resuming from step 4: the checkpoint of ${run.path('cut/checkpoints/step-00000006/model.safetensors')} is broken: ` +
        'content that differs from what was written (its digest does)\n',
    );
    expect(resumed.code).toBe(0);
    expect(await readFile(run.path('cut/model.safetensors'))).toEqual(whole);

    const folders = await readdir(run.path('lost/checkpoints'));
    const steps = folders
      .filter((name) => name.startsWith('step-'))
      .sort()
      .reverse();
    for (const step of steps) await truncate(run.path(join('lost/checkpoints', step, 'model.safetensors')), 100);
    const failed = await pretrain('--out', 'lost', '--resume');
    const faults = steps.map(
      (step) =>
        `the checkpoint of ${run.path(join('lost/checkpoints', step, 'model.safetensors'))} is broken: ` +
        'content that differs from what was written (its digest does)',
    );
    expect(errorOf(failed.stderr)).toBe(
      `error: No checkpoint of the run is whole\n  where: ${run.path('lost/checkpoints')}\n` +
        `  received: ${faults.join('; ')}\n  fix: start the run again in a new folder\n`,
    );
    expect(failed.code).toBe(1);
  });

  it('stops on resume with another config and says what differs', async () => {
    const { code, stderr } = await pretrain(
      '--out',
      'nan',
      '--resume',
      '--set',
      'training.maxSteps=7',
      '--set',
      'seed=2',
    );
    expect(errorOf(stderr)).toBe(
      `error: The config differs from that of the run to resume\n  where: ${run.path('nan/run.json')}\n` +
        '  received: seed: 1 → 2\n            optimizer.learningRate: 1e+38 → 0.01\n            schedule.warmupSteps: 0 → nothing\n' +
        '            training.maxSteps: 6 → 7\n            training.clipNorm: null → 1\n            training.checkpointEvery: 1 → 2\n' +
        '  allowed: the config that the run was started with\n' +
        `  fix: resume with \`cloze pretrain ${run.path('nan/run.json')} --out nan --resume\`, or start a new run in another folder\n`,
    );
    expect(code).toBe(1);
  });
});
