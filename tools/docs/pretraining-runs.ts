/**
 * Repeats the documented pretraining runs, all or those named, and renews docs/pretraining.md from what they reach:
 * `npm run pretraining-runs [-- NAME…]`. Each trains on the backend `native` into runs/pretraining/NAME, goes on where it was
 * interrupted, and is evaluated on the test text of WikiText-2.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { configDigest, RUN_NAMES, RUNS_FILE, readRuns, type DocumentedRun } from './documented-runs.js';
import { writeRunPictures } from './run-pictures.js';
import { writeRunsTable } from './runs-table.js';
import { writeJson } from './write-json.js';

const root = resolve(import.meta.dirname, '../..');
const bin = ['--import', 'tsx', '--conditions=@cloze/source', 'packages/cli/src/bin.ts'];
const test = '../shared/data/wikitext2/test.txt';

for (const name of chosenNames(process.argv.slice(2))) {
  const config = `examples/pretraining/${name}.json`;
  const out = `runs/pretraining/${name}`;
  cloze('pretrain', config, '--out', out, '--backend', 'native', ...(existsSync(join(root, out)) ? ['--resume'] : []));
  cloze('evaluate', '--model', out, '--data', test, '--backend', 'native');
  await save({
    name,
    config: configDigest(name),
    processor: `${availableParallelism()} threads of ${cpus()[0]?.model ?? 'an unknown processor'}`,
    ...progressOf(out),
    ...evaluationOf(out),
  });
  await writeRunsTable();
  await writeRunPictures();
}

function chosenNames(given: readonly string[]): readonly string[] {
  const unknown = given.filter((name) => !RUN_NAMES.includes(name));
  if (unknown.length > 0) throw new Error(`no run ${unknown.join(', ')}; there are ${RUN_NAMES.join(', ')}`);
  return given.length > 0 ? given : RUN_NAMES;
}

function cloze(...args: readonly string[]): void {
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.base.json') };
  const { status } = spawnSync(process.execPath, [...bin, ...args], { cwd: root, env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`cloze ${args.join(' ')} ended with ${status}`);
}

/** Time, steps and tokens of all phases. */
function progressOf(out: string): Pick<DocumentedRun, 'minutes' | 'steps' | 'tokens' | 'curves'> {
  const folders = existsSync(join(root, out, 'phases')) ? ['phases/1', 'phases/2'] : ['.'];
  const rows = folders.flatMap((folder, phase) =>
    readFileSync(join(root, out, folder, 'metrics.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => ({ phase: phase + 1, ...JSON.parse(line) }) as Record<string, unknown>),
  );
  const last = folders.map((_, phase) =>
    rows.filter((row) => row['phase'] === phase + 1 && row['split'] === 'train').at(-1),
  );
  const sum = (name: string) => last.reduce((total, row) => total + Number(row?.[name] ?? 0), 0);
  const curves = rows
    .filter((row) => row['split'] === 'validation')
    .map(({ phase, step, ...row }) => ({
      phase: Number(phase),
      step: Number(step),
      values: Object.fromEntries(
        Object.entries(row).flatMap(([key, value]) =>
          typeof value === 'number' && !/^(epoch|seconds)$|argets$/.test(key)
            ? [[key, Number(value.toPrecision(5))]]
            : [],
        ),
      ),
    }));
  const ends = folders.map((_, phase) => rows.filter((row) => row['phase'] === phase + 1).at(-1));
  const seconds = ends.reduce((total, row) => total + Number(row?.['seconds'] ?? 0), 0);
  return { minutes: Number((seconds / 60).toFixed(1)), steps: sum('step'), tokens: sum('tokens'), curves };
}

function evaluationOf(out: string): Pick<DocumentedRun, 'evaluation'> {
  const { data, sample, measures } = JSON.parse(readFileSync(join(root, out, 'evaluation/evaluation.json'), 'utf8'));
  const files = data.files.map((file: string) => relative(root, file));
  return { evaluation: { data: { ...data, files }, sample, measures } };
}

function save(run: DocumentedRun): Promise<void> {
  const runs = [...readRuns().filter(({ name }) => name !== run.name), run];
  runs.sort((a, b) => RUN_NAMES.indexOf(a.name) - RUN_NAMES.indexOf(b.name));
  return writeJson(RUNS_FILE, runs);
}
