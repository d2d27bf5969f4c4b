/**
 * Sentence embeddings beside sentence-transformers and transformers.js, and `cloze embed` beside its own forward pass, in one run: `npm run bench-embed`.
 *
 *   --pairs 5          rounds of timings, the sides one after the other in each
 *   --clock wall       wall | cpu: seconds as they pass, or of the process on all cores, which other work on the machine disturbs less
 *   --write            keep the figures in results.json, and with them the table of docs/embeddings.md
 *
 * `CLOZE_PYTHON` names an interpreter with torch, transformers and sentence-transformers, `CLOZE_TRANSFORMERS_JS` a folder with
 * @huggingface/transformers; without them both are set up. The model is all-MiniLM-L6-v2, float32 on every side; transformers.js runs the ONNX file that
 * `cloze convert` makes, on onnxruntime-node.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { main } from 'cloze';
import { writeBlock } from '../../docs/generated-block.js';
import { writeJson } from '../../docs/write-json.js';
import { pythonWith, transformersJs } from '../../parity/transformers/environments.js';
import { Side } from '../encoder/side.js';
import { measureCommand } from './command.js';
import {
  BLOCK,
  COMMAND_BLOCK,
  commandTable,
  RESULTS,
  speedTable,
  type CommandMeasurement,
  type Measurement,
  type Results,
} from './results.js';
import { mixed, novelParagraphs, stsSentences } from './texts.js';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '5' },
    clock: { type: 'string', default: 'wall' },
    write: { type: 'boolean', default: false },
  },
});
const root = resolve(import.meta.dirname, '../../..');
const data = process.env['CLOZE_DATA'] ?? join(root, '../shared/data');
const model = join(data, '../models/all-MiniLM-L6-v2-fp16');
const here = (name: string) => join(import.meta.dirname, name);
const work = mkdtempSync(join(tmpdir(), 'cloze-bench-'));
const threads = String(cpus().length);
const environment = {
  ...process.env,
  CLOZE_THREADS: threads,
  OMP_NUM_THREADS: threads,
  TOKENIZERS_PARALLELISM: 'true',
  TSX_TSCONFIG_PATH: join(root, 'tsconfig.base.json'),
};

const sides: Side[] = [];
try {
  if ((await main(['convert', '--to', 'onnx', model, join(work, 'minilm')])) !== 0) throw new Error('no ONNX file');
  limitLength(join(work, 'minilm/tokenizer_config.json'), 256);
  const node = ['--import', 'tsx', '--conditions=@cloze/source'];
  const python = pythonWith('bench-embed', ['torch', 'transformers', 'sentence-transformers']);
  sides.push(
    new Side('cloze', process.execPath, [...node, here('cloze-side.ts'), model], environment),
    new Side('sentence-transformers', python, [here('peer.py'), model, threads], environment),
    ...['as they come', 'sorted'].map(
      (order) =>
        new Side(
          order === 'sorted' ? 'transformers.js, sorted' : 'transformers.js',
          process.execPath,
          [here('javascript-peer.mjs'), transformersJs(), work, 'minilm', threads, order],
          environment,
        ),
    ),
  );
  const measurements: Measurement[] = [];
  for (const [name, texts] of [
    ['STS-B sentences', stsSentences(data, 256)],
    ['novel paragraphs', novelParagraphs(data, 48)],
    ['both, mixed', mixed(stsSentences(data, 128), novelParagraphs(data, 32))],
  ] as const) {
    measurements.push(await measure(name, texts));
  }
  for (const side of sides.splice(0)) side.stop();
  const commands: CommandMeasurement[] = [];
  for (const [name, texts] of [
    ['STS-B sentences', stsSentences(data, 4096)],
    ['novel paragraphs', novelParagraphs(data, 768)],
  ] as const) {
    commands.push(await measureCommand({ model, work, rounds: Number(values.pairs), environment }, name, texts));
  }
  const results: Results = {
    processor: cpus()[0].model,
    threads: cpus().length,
    clock: values.clock,
    measurements,
    commands,
  };
  const tables = { [BLOCK]: speedTable(results), [COMMAND_BLOCK]: commandTable(results) };
  process.stdout.write(`${Object.values(tables).join('\n\n')}\n`);
  if (values.write) {
    await writeJson(RESULTS, results);
    for (const [name, table] of Object.entries(tables))
      await writeBlock({ file: join(root, 'docs/embeddings.md'), name }, table);
  }
} finally {
  for (const side of sides) side.stop();
  rmSync(work, { recursive: true });
}

/** transformers.js takes the longest input from here; the others are told. */
function limitLength(file: string, tokens: number): void {
  const config = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  writeFileSync(file, JSON.stringify({ ...config, model_max_length: tokens }));
}

async function measure(name: string, texts: readonly string[]): Promise<Measurement> {
  const rates: Record<string, number[]> = {};
  let reference: readonly number[] | undefined;
  for (let round = -1; round < Number(values.pairs); round += 1) {
    for (const side of sides) {
      const { seconds, first } = await side.ask<{ seconds: number; first: number[] }>({
        do: 'embed',
        texts,
        clock: values.clock,
      });
      // All must do the same work: a side whose vectors differ is not measured.
      reference ??= first;
      const worst = Math.max(...reference.map((value, i) => Math.abs(value - first[i])));
      if (!(worst < 1e-4)) throw new Error(`${side.name} gives another vector, ${worst} apart`);
      // The first round warms up. The pause lets a side's idle threads go to sleep.
      if (round >= 0) (rates[side.name] ??= []).push(texts.length / seconds);
      await pause(300);
    }
  }
  return { name, texts: texts.length, rates };
}
