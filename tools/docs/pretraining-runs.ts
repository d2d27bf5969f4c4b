/**
 * Repeats the documented pretraining runs, all or those named, and renews docs/pretraining.md from what they reach:
 * `npm run pretraining-runs [-- NAME…]`. Each trains on the backend `native` into runs/pretraining/NAME, goes on where it was
 * interrupted, and is evaluated on the test text of WikiText-2; `wikitext2` is the longer run, of which README and docs tell first.
 */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { configDigest, RUN_NAMES, RUNS_FILE, readRuns, type DocumentedRun } from './documented-runs.js';
import { minutesOf, recordedPhases } from './recorded-phases.js';
import { runCloze } from './run-cloze.js';
import { writeRunPictures } from './run-pictures.js';
import { writeRunsTable } from './runs-table.js';
import { writeWikitext2Picture } from './wikitext2-picture.js';
import { makeWikitext2, WIKITEXT2 } from './wikitext2-run.js';
import { writeWikitext2 } from './wikitext2-text.js';
import { writeJson } from './write-json.js';

const root = resolve(import.meta.dirname, '../..');
const test = '../shared/data/wikitext2/test.txt';

for (const name of chosenNames(process.argv.slice(2))) {
  if (name === WIKITEXT2) {
    await makeWikitext2();
    await writeWikitext2();
    await writeWikitext2Picture();
    continue;
  }
  const config = `examples/pretraining/${name}.json`;
  const out = `runs/pretraining/${name}`;
  const resume = existsSync(join(root, out)) ? ['--resume'] : [];
  runCloze('pretrain', config, '--out', out, '--backend', 'native', ...resume);
  runCloze('evaluate', '--model', out, '--data', test, '--backend', 'native');
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
  const known = [WIKITEXT2, ...RUN_NAMES];
  const unknown = given.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`no run ${unknown.join(', ')}; there are ${known.join(', ')}`);
  return given.length > 0 ? given : known;
}

/** Time, steps and tokens of all phases. */
function progressOf(out: string): Pick<DocumentedRun, 'minutes' | 'steps' | 'tokens' | 'curves'> {
  const phases = recordedPhases(join(root, out));
  const last = phases.map((rows) => rows.filter((row) => row['split'] === 'train').at(-1));
  const sum = (name: string) => last.reduce((total, row) => total + Number(row?.[name] ?? 0), 0);
  const curves = phases.flatMap((rows, phase) =>
    rows
      .filter((row) => row['split'] === 'validation')
      .map(({ step, ...row }) => ({
        phase: phase + 1,
        step: Number(step),
        values: Object.fromEntries(
          Object.entries(row).flatMap(([key, value]) =>
            typeof value === 'number' && !/^(epoch|seconds)$|argets$/.test(key)
              ? [[key, Number(value.toPrecision(5))]]
              : [],
          ),
        ),
      })),
  );
  const minutes = phases.reduce((total, rows) => total + minutesOf(rows), 0);
  return { minutes: Number(minutes.toFixed(1)), steps: sum('step'), tokens: sum('tokens'), curves };
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
