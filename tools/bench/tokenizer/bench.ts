/**
 * Speed of the tokenizer beside Hugging Face `tokenizers`, in one run: `npm run bench-tokenizer`.
 *
 *   --pairs 5          interleaved pairs of encoding runs; of training runs at most 3
 *   --only encode      encode | train | compression
 *   --python PATH      an interpreter that has tokenizers; without it a virtual environment is set up
 *   --write            keep the figures in results.json, and with them the tables of docs/performance.md
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { globSync } from 'tinyglobby';
import { writeBlock } from '../../docs/generated-block.js';
import { writeJson } from '../../docs/write-json.js';
import { Side } from '../encoder/side.js';
import { measureCompression } from './compression.js';
import { BLOCKS, RESULTS, type EncodeRun, type Results, type TrainRun } from './results.js';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '5' },
    only: { type: 'string' },
    python: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const root = resolve(import.meta.dirname, '../../..');
const data = process.env['CLOZE_DATA'] ?? join(root, '../shared/data');
const pairs = Number(values.pairs);
const python = values.python ?? setUpPython();
const wanted = (part: string) => values.only === undefined || values.only === part;
const say = (line: string) => process.stdout.write(`${line}\n`);

const before: Partial<Results> = existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Results) : {};
const processor = cpus()[0].model;
const results: Partial<Results> = { ...before };
say(`${processor}, Node ${process.version}`);
if (wanted('encode')) results.encode = { processor, runs: await encode() };
if (wanted('train')) results.train = { processor, runs: await train() };
if (wanted('compression')) results.compression = await measureCompression(join(data, 'wikitext2'), 8000);
for (const [name, table] of Object.entries(BLOCKS)) {
  if (results[name.replace('tokenizer-', '') as keyof Results] === undefined) continue;
  const markdown = table(results as Results);
  say(`\n${markdown}`);
  if (values.write) await writeBlock({ file: join(root, 'docs/performance.md'), name }, markdown);
}
if (values.write) await writeJson(RESULTS, results);

function ours(): Side {
  const side = join(import.meta.dirname, 'cloze-side.ts');
  return new Side('cloze', process.execPath, ['--import', 'tsx', '--conditions=@cloze/source', side], process.env);
}

function peer(threads: number): Side {
  const environment = { ...process.env, RAYON_NUM_THREADS: String(threads), TOKENIZERS_PARALLELISM: 'true' };
  return new Side('tokenizers', python, [join(import.meta.dirname, 'peer.py')], environment);
}

/** Every line of WikiText-2's training part, encoded alone with offsets; all sides must agree on every id and offset. */
async function encode(): Promise<EncodeRun[]> {
  const file = join(data, 'wikitext2/train.txt');
  const megabytes = readFileSync(file).length / 1e6;
  const tokenizer = join(data, 'tokenizer/bert_base_uncased_vocab');
  const sides = [
    { name: 'cloze', task: 'encode', side: ours() },
    { name: 'tokenizers, encode', task: 'encode', side: peer(1) },
    { name: 'tokenizers, encode_batch on two threads', task: 'encode_batch', side: peer(2) },
  ];
  const rates = sides.map((): number[] => []);
  try {
    for (const { side } of sides) await side.ask({ do: 'load', tokenizer, file });
    let sums: string | undefined;
    for (let pair = 0; pair <= pairs; pair += 1) {
      for (const [i, { side, task, name }] of sides.entries()) {
        const { seconds, ...sum } = await side.ask<{ seconds: number }>({ do: task });
        sums ??= JSON.stringify(sum);
        if (JSON.stringify(sum) !== sums)
          throw new Error(`${name} gives other tokens or offsets: ${JSON.stringify(sum)}, ${sums}`);
        rates[i].push(megabytes / seconds);
      }
      say(`  ${sides.map(({ name }, i) => `${name} ${rates[i].at(-1)!.toFixed(2)} MB/s`).join('; ')}`);
    }
  } finally {
    for (const { side } of sides) side.stop();
  }
  // The first run of each fills caches and compiles: it is told, and not counted.
  return sides.map(({ name }, i) => ({ name, first: rates[i][0], rates: rates[i].slice(1) }));
}

/** 30,000 entries from all novels, each time in a fresh process. */
async function train(): Promise<TrainRun[]> {
  const files = globSync('books/novels/corpus/*.txt', { cwd: data, absolute: true }).sort();
  const ways = [
    { name: 'tokenizers, from documents', start: () => peer(2), message: { from: 'documents' } },
    { name: 'tokenizers, from files', start: () => peer(2), message: { from: 'files' } },
    { name: 'cloze, by count', start: ours, message: { score: 'count' } },
    { name: 'cloze, by likelihood', start: ours, message: { score: 'likelihood' } },
  ];
  const runs = ways.map(({ name }): TrainRun => ({ name, seconds: [], peakBytes: [] }));
  for (let pair = 0; pair < Math.min(pairs, 3); pair += 1) {
    for (const [i, { name, start, message }] of ways.entries()) {
      const side = start();
      try {
        const { seconds } = await side.ask<{ seconds: number }>({ do: 'train', files, size: 30_000, ...message });
        const { peak } = await side.ask<{ peak: number }>({ do: 'memory' });
        runs[i].seconds.push(seconds);
        runs[i].peakBytes.push(peak);
        say(`  ${name}: ${seconds.toFixed(1)} s, ${(peak / 1e6).toFixed(0)} MB`);
      } finally {
        side.stop();
      }
    }
  }
  return runs;
}

/** A virtual environment with tokenizers, made once under node_modules/.cache. */
function setUpPython(): string {
  const folder = join(root, 'node_modules/.cache/bench-tokenizers');
  const interpreter = join(folder, 'bin/python');
  if (!existsSync(join(folder, 'ready'))) {
    process.stderr.write('Setting up a Python environment with tokenizers …\n');
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'inherit' });
    execFileSync(interpreter, ['-m', 'pip', 'install', '--quiet', 'tokenizers==0.23.3'], { stdio: 'inherit' });
    writeFileSync(join(folder, 'ready'), '');
  }
  return interpreter;
}
