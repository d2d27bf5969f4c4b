/**
 * Makes the documented fine-tuning runs, one after the other, and writes what they reach to `docs/fine-tuning-runs.json` and the tables of
 * `docs/fine-tuning.md`. A run that is done is not made again; one that fails is told at the end, and the others go on.
 *
 *     npm run finetuning-runs -- --rows rte,snli --kinds minilm,lstm
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { configOf, configs, digestOf, isPretrained, vectorsOf } from './finetuning-config.js';
import { ENCODER_KINDS, FINETUNING_ROWS, SEEDS, type EncoderKind, type FinetuningRow } from './finetuning-rows.js';
import { readResults, writeResults, type FinetuningResult } from './finetuning-results.js';
import { writeFinetuningTables } from './finetuning-tables.js';
import { entityScore, nestedScore } from './decoding-scores.js';
import { sourceCommand, sourceEnvironment } from './run-cloze.js';
import { startingModel, type StartingModel } from './starting-model.js';
import { writeStaticVectors } from './static-vectors.js';

const root = join(import.meta.dirname, '../..');

const { values: flags } = parseArgs({
  options: {
    /** Ids, separated by commas; all by default. */
    rows: { type: 'string' },
    kinds: { type: 'string' },
    /** Number of seeds; three by default. */
    seeds: { type: 'string', default: String(SEEDS.length) },
    /** Start from an encoder that this project pretrains, as where MiniLM is not there. */
    own: { type: 'boolean', default: false },
    /** Make again what is done. */
    redo: { type: 'boolean', default: false },
    /** Write the tables alone. */
    tables: { type: 'boolean', default: false },
    /** Where runs are kept until they are done. */
    out: { type: 'string', default: join(root, 'runs/finetuning') },
  },
});

if (!flags.tables) process.exitCode = await makeRuns();
await writeFinetuningTables(readResults());

async function makeRuns(): Promise<number> {
  const failures: string[] = [];
  const start = startingModel(flags.own);
  await writeStaticVectors(start.folder, vectorsOf(start));
  const rows = pick(FINETUNING_ROWS, flags.rows, ({ id }) => id);
  for (const row of rows) {
    for (const kind of pick(row.kinds ?? ENCODER_KINDS, flags.kinds, (name) => name)) {
      if (isPretrained(kind) && kind !== start.kind) continue;
      const name = `${row.id}/${kind}`;
      const failure = await makeRun(row, kind, name, start).catch(String);
      if (failure !== undefined) failures.push(`${name}: ${failure}`);
    }
  }
  for (const failure of failures) process.stderr.write(`failed: ${failure}\n`);
  return failures.length > 0 ? 1 : 0;
}

/** Makes a run, or goes on with it; the reason where it fails. */
async function makeRun(
  row: FinetuningRow,
  kind: EncoderKind,
  name: string,
  start: StartingModel,
): Promise<string | undefined> {
  const seeds = SEEDS.slice(0, Number(flags.seeds));
  const config = configOf(row, kind, seeds, start);
  const digest = digestOf(config);
  const results = readResults();
  const decodings = Object.entries(isPretrained(kind) ? (row.decodings ?? {}) : {});
  const isDone = results[name]?.digest === digest && decodings.every(([own]) => `test.${own}` in results[name].mean);
  if (!flags.redo && isDone) {
    process.stderr.write(`${name} is done\n`);
    return undefined;
  }
  // Rows may share a config: the tagger of one table is a decoder of the next.
  const same = Object.values(results).find((result) => result.digest === digest && !row.nested);
  if (!flags.redo && same !== undefined) {
    process.stderr.write(`${name} is done under another name\n`);
    await writeResults({ ...results, [name]: same });
    return undefined;
  }
  process.stderr.write(`${name}\n`);
  const folder = join(flags.out, `${row.id}-${kind}-${digest}`);
  mkdirSync(flags.out, { recursive: true });
  const file = `${folder}.json`;
  writeFileSync(file, JSON.stringify({ ...config, directory: configs }));
  const resumes = existsSync(folder) ? ['--resume'] : [];
  const usage = `${folder}.usage.json`;
  const { code, stdout, stderr } = await cloze(['finetune', file, '--out', folder, '--json', ...resumes], usage);
  if (code !== 0) return lastError(stderr);
  const { processorSeconds } = JSON.parse(readFileSync(usage, 'utf8')) as { processorSeconds: number };
  const result = resultOf(stdout);
  const models = seeds.map((seed) => join(folder, `seed-${seed}`));
  if (row.nested) result.mean['test.nested'] = await mean(models, (model) => nestedScore(model));
  for (const [decoding, options] of decodings) {
    const score = (model: string) =>
      row.config === undefined ? nestedScore(model, options) : entityScore(model, row.config, options);
    result.mean[`test.${decoding}`] = await mean(models, score);
  }
  await writeResults({
    ...readResults(),
    [name]: { ...result, processorSeconds: resumes.length > 0 ? null : processorSeconds, digest },
  });
  // Checkpoints are large, and the table needs none.
  rmSync(folder, { recursive: true, force: true });
  rmSync(file, { force: true });
  rmSync(usage, { force: true });
  await writeFinetuningTables(readResults());
  return undefined;
}

async function mean(models: readonly string[], score: (model: string) => Promise<number>): Promise<number> {
  let sum = 0;
  for (const model of models) sum += await score(model);
  return sum / models.length;
}

function resultOf(
  stdout: string,
): Pick<FinetuningResult, 'seeds' | 'standardDeviation'> & { mean: Record<string, number> } {
  const { cells } = JSON.parse(stdout) as {
    cells: { result: Pick<FinetuningResult, 'mean' | 'standardDeviation'> & { seeds: { seed: number }[] } }[];
  };
  const { mean, standardDeviation, seeds } = cells[0].result;
  return { seeds: seeds.map(({ seed }) => seed), mean: { ...mean }, standardDeviation };
}

/** Runs the command, which leaves the processor time that it took in the file `usage`. */
function cloze(
  args: readonly string[],
  usage: string,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const command = ['--import', join(import.meta.dirname, 'processor-time.mjs'), ...sourceCommand, ...args];
  const child = spawn(process.execPath, command, {
    cwd: root,
    env: { ...sourceEnvironment, CLOZE_USAGE_FILE: usage },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    process.stderr.write(text);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

function lastError(stderr: string): string {
  const at = stderr.lastIndexOf('error: ');
  return at < 0 ? stderr.slice(-500) : stderr.slice(at);
}

function pick<Item>(items: readonly Item[], names: string | undefined, nameOf: (item: Item) => string): Item[] {
  const wanted = names?.split(',');
  const unknown = wanted?.filter(
    (name) => !FINETUNING_ROWS.some(({ id }) => id === name) && !ENCODER_KINDS.some((kind) => kind === name),
  );
  if (unknown?.length)
    throw new Error(
      `unknown: ${unknown.join(', ')}; there are ${FINETUNING_ROWS.map(({ id }) => id).join(', ')}, and ${ENCODER_KINDS.join(', ')}`,
    );
  return items.filter((item) => wanted?.includes(nameOf(item)) ?? true);
}
