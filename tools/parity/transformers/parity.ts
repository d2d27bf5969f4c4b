/**
 * Round trips with transformers, tokenizers and transformers.js: `npx nx parity @cloze/checkpoints`.
 *
 * - cloze → transformers: every kind of model is loaded without a missing or left-over key, encodes to the same ids, and computes hidden states and
 *   logits to 2e-5 of their size;
 * - cloze → transformers → cloze and transformers → cloze → transformers: every weight keeps its bits, in float32, float16 and bfloat16, whether the folder is
 *   converted tensor by tensor or loaded into a model that is written again; all-MiniLM-L6-v2 too, where `../shared/models` has it;
 * - ONNX → transformers.js: the same ids, hidden states and logits from the pipeline of each task.
 *
 * `CLOZE_PYTHON` names an interpreter with torch, transformers and tokenizers, `CLOZE_TRANSFORMERS_JS` a folder with @huggingface/transformers; without
 * them both are set up.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { useBackend, testBackends } from '@cloze/backend/testing';
import { convertModelFolder, readModelFolder } from '@cloze/checkpoints';
import { loadTokenizer } from '@cloze/tokenizer';
import { load, main } from 'cloze';
import { pythonWith, transformersJs } from './environments.js';
import { readExpected, writeExpected, writeOurModels, type Expected } from './our-models.js';
import { saveAgain } from './save-again.js';

const TOLERANCE = 2e-5;
const MINI_LM = join(
  process.env['CLOZE_DATA'] ?? join(import.meta.dirname, '../../../../shared/data'),
  '../models/all-MiniLM-L6-v2-fp16',
);
const OUR_MINI_LM = join('ours', 'mini-lm-float16');
/** Models of transformers that cloze has an encoder and a head for. */
const LOADED = /^bert-(?:Model|ForMaskedLM|ForSequence|ForToken|ForQuestion)|^electra-Model/;
/** A model, a pipeline that reads it, and what the pipeline is asked. */
const JAVASCRIPT_TASKS: readonly (readonly [model: string, task: string, ...question: unknown[]])[] = [
  ['bert', 'feature-extraction', 'the cat sat', { pooling: 'mean', normalize: true }],
  ['electra', 'feature-extraction', 'the cat sat', { pooling: 'mean', normalize: true }],
  ['masked-language', 'fill-mask', 'the [MASK] sat'],
  ['sequence-classification', 'text-classification', 'the cat sat', { top_k: null }],
  ['token-classification', 'token-classification', 'the cat sat', { ignore_labels: [] }],
  ['question-answering', 'question-answering', 'cats sat', 'the cat sat'],
];
const python = pythonWith('parity-transformers', ['torch', 'transformers', 'tokenizers']);
const work = mkdtempSync(join(tmpdir(), 'cloze-parity-'));
const folder = (name: string) => join(work, name);
const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  await useBackend(testBackends.includes('native') ? 'native' : 'wasm');
  writeFileSync(folder('vocab.txt'), `${vocabulary().join('\n')}\n`);
  const tokenizer = await loadTokenizer(folder('vocab.txt'));
  await writeOurModels(folder('ours'), tokenizer);
  if (existsSync(MINI_LM)) await writeMiniLm();
  else say('without all-MiniLM-L6-v2: ../shared/models is absent');

  say('cloze → transformers');
  for (const { model, differences } of peer<Checked>('check', folder('ours'), folder('saved'))) {
    const shown = Object.entries(differences).map(([name, value]) => `${name} ${value.toExponential(1)}`);
    say(`  ${model}: ${shown.join(', ')}`);
    if (Object.values(differences).some((value) => !(value < TOLERANCE))) throw new Error(`${model} differs`);
  }

  say('cloze → transformers → cloze');
  for (const model of modelsIn('saved')) {
    await convert(join(folder('saved'), model), join(folder('back'), model));
    say(`  ${model}: ${await compareBits(join(folder('ours'), model), join(folder('back'), model))} weights`);
  }

  say('transformers → cloze → transformers, converted');
  peer('make', folder('made'));
  for (const model of modelsIn('made')) await convert(join(folder('made'), model), join(folder('converted'), model));
  for (const { model, weights } of peer<Compared>('compare', folder('made'), folder('converted')))
    say(`  ${model}: ${weights} weights`);

  say('transformers → cloze → transformers, loaded and written');
  for (const model of modelsIn('made').filter((name) => LOADED.test(name))) {
    await tokenizer.save(join(folder('made'), model));
    await saveAgain(join(folder('made'), model), join(folder('again'), model));
  }
  for (const { model, weights } of peer<Compared>('compare', folder('made'), folder('again')))
    say(`  ${model}: ${weights} weights`);
  if (existsSync(MINI_LM)) say(`  ${basename(MINI_LM)}: ${await compareBits(MINI_LM, folder(OUR_MINI_LM))} weights`);

  say('cloze → ONNX → transformers.js');
  for (const [model, task, ...question] of JAVASCRIPT_TASKS) await compareJavaScript(model, task, question);
} finally {
  rmSync(work, { recursive: true });
}

interface Checked {
  readonly model: string;
  readonly differences: Readonly<Record<string, number>>;
}

interface Compared {
  readonly model: string;
  readonly weights: number;
}

function peer<Line>(...args: readonly string[]): Line[] {
  const script = join(import.meta.dirname, 'peer.py');
  return execFileSync(python, [script, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

function modelsIn(name: string): readonly string[] {
  return readdirSync(folder(name)).sort();
}

/** A real model, loaded and written by cloze. */
async function writeMiniLm(): Promise<void> {
  await saveAgain(MINI_LM, folder(OUR_MINI_LM));
  const model = await load(folder(OUR_MINI_LM));
  const pair = ['We sat on the grassy bank of the river.', 'The bank raised its interest rates (again!).'] as const;
  writeExpected(folder(OUR_MINI_LM), model, ...pair);
  await model.dispose();
}

async function convert(from: string, to: string): Promise<void> {
  const opened = await readModelFolder(from);
  await convertModelFolder(opened, to);
  await opened.close();
}

/** Every tensor of a model is there in another, in the same type and bits. Returns how many. */
async function compareBits(before: string, after: string): Promise<number> {
  const folders = await Promise.all([before, after].map((path) => readModelFolder(path)));
  const [first, second] = folders.map(({ weights }) => weights.tensors);
  for (const [name, { stored, file }] of first) {
    const other = second.get(name);
    const same =
      other?.stored.dtype === stored.dtype &&
      (await bytesOf(file.chunks(stored.name))).equals(await bytesOf(other.file.chunks(other.stored.name)));
    if (!same) throw new Error(`${after}: ${name} has changed`);
  }
  await Promise.all(folders.map((opened) => opened.close()));
  return first.size;
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

interface JavaScriptAnswer {
  readonly ids: readonly number[];
  readonly outputs: Readonly<Record<string, readonly number[]>>;
  readonly answer: unknown;
}

/** A model's ONNX file in transformers.js: ids and outputs of the pair of texts whose values are known, and labels by name. */
async function compareJavaScript(model: string, task: string, question: readonly unknown[]): Promise<void> {
  mkdirSync(folder('onnx'), { recursive: true });
  const from = join(folder('ours'), model);
  if ((await main(['convert', '--to', 'onnx', from, join(folder('onnx'), model)])) !== 0) throw new Error(model);
  const { text, pair, ids, hidden, outputs } = readExpected(from);
  const job = JSON.stringify({ model, task, text, pair, question });
  const script = join(import.meta.dirname, 'javascript-peer.mjs');
  const received = JSON.parse(
    execFileSync(process.execPath, [script, transformersJs(), folder('onnx'), job], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  ) as JavaScriptAnswer;
  if (received.ids.join() !== ids.join()) throw new Error(`${model}: ids ${received.ids.join()}`);
  const worst = Object.entries(byOnnxName(outputs, hidden.at(-1)!, task)).map(([name, values]) => {
    const size = Math.max(...values.map(Math.abs));
    const differences = values.map((value, i) => Math.abs(value - (received.outputs[name]?.[i] ?? NaN)));
    return [name, Math.max(...differences) / size] as const;
  });
  say(`  ${model} (${task}): ${worst.map(([name, value]) => `${name} ${value.toExponential(1)}`).join(', ')}`);
  if (!worst.every(([, value]) => value < TOLERANCE)) throw new Error(`${model} differs in transformers.js`);
  say(`    ${JSON.stringify(question)}: ${JSON.stringify(received.answer).slice(0, 100)}`);
  if (task === 'text-classification') await compareLabels(from, question[0] as string, received.answer);
}

/** Outputs as an ONNX file names them. */
function byOnnxName(
  { logits }: Expected['outputs'],
  lastHidden: readonly number[],
  task: string,
): Readonly<Record<string, readonly number[]>> {
  if (logits === undefined) return { last_hidden_state: lastHidden };
  if (task !== 'question-answering') return { logits };
  const column = (index: number) => logits.filter((_, i) => i % 2 === index);
  return { start_logits: column(0), end_logits: column(1) };
}

/** Probabilities by label, of cloze and of transformers.js. */
async function compareLabels(from: string, text: string, answer: unknown): Promise<void> {
  const model = await load(from);
  const { probabilities } = (await model.predict({ text })) as { readonly probabilities: Record<string, number> };
  await model.dispose();
  for (const { label, score } of answer as readonly { readonly label: string; readonly score: number }[])
    if (!(Math.abs(probabilities[label] - score) < TOLERANCE)) throw new Error(`${label}: ${score} in transformers.js`);
}

/** 40 tokens, as peer.py's models have. */
function vocabulary(): readonly string[] {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  return [
    '[PAD]',
    '[UNK]',
    '[CLS]',
    '[SEP]',
    '[MASK]',
    'the',
    'cat',
    'sat',
    '##s',
    ...letters,
    '.',
    ',',
    '!',
    '?',
    ';',
  ];
}
