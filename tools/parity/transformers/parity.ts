/**
 * Round trips with transformers, tokenizers and transformers.js: `npx nx parity @cloze/checkpoints`.
 *
 * - cloze → transformers: every kind of model is loaded without a missing or left-over key, encodes to the same ids, and computes hidden states and
 *   logits to 2e-5 of their size;
 * - cloze → transformers → cloze and transformers → cloze → transformers: every weight keeps its bits, in float32, float16 and bfloat16;
 * - ONNX → transformers.js: the same sentence vectors and labels.
 *
 * `CLOZE_PYTHON` names an interpreter with torch, transformers and tokenizers, `CLOZE_TRANSFORMERS_JS` a folder with @huggingface/transformers; without
 * them both are set up.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { useBackend, testBackends } from '@cloze/backend/testing';
import { convertModelFolder, openSafetensors, readModelFolder } from '@cloze/checkpoints';
import { embedTexts } from '@cloze/embeddings';
import { loadTokenizer } from '@cloze/tokenizer';
import { load, main } from 'cloze';
import { pythonWith, transformersJs } from './environments.js';
import { writeOurModels } from './our-models.js';

const TOLERANCE = 2e-5;
const python = pythonWith('parity-transformers', ['torch', 'transformers', 'tokenizers']);
const work = mkdtempSync(join(tmpdir(), 'cloze-parity-'));
const folder = (name: string) => join(work, name);
const say = (line: string) => process.stdout.write(`${line}\n`);

try {
  await useBackend(testBackends.includes('native') ? 'native' : 'wasm');
  writeFileSync(folder('vocab.txt'), `${vocabulary().join('\n')}\n`);
  const tokenizer = await loadTokenizer(folder('vocab.txt'));
  await writeOurModels(folder('ours'), tokenizer);

  say('cloze → transformers');
  for (const { model, differences = {} } of peer<Checked>('check', folder('ours'), folder('saved'))) {
    const shown = Object.entries(differences).map(([name, value]) => `${name} ${value.toExponential(1)}`);
    say(`  ${model}: ${shown.join(', ') || 'loads'}`);
    if (Object.values(differences).some((value) => !(value < TOLERANCE))) throw new Error(`${model} differs`);
  }

  say('cloze → transformers → cloze');
  for (const model of modelsIn('saved')) {
    await convert(join(folder('saved'), model), join(folder('back'), model));
    say(`  ${model}: ${await compareBits(join(folder('ours'), model), join(folder('back'), model))} weights`);
  }

  say('transformers → cloze → transformers');
  peer('make', folder('made'));
  for (const model of modelsIn('made')) await convert(join(folder('made'), model), join(folder('converted'), model));
  for (const { model, weights } of peer<Compared>('compare', folder('made'), folder('converted')))
    say(`  ${model}: ${weights} weights`);

  say('cloze → ONNX → transformers.js');
  await compareJavaScript('bert', 'feature-extraction');
  await compareJavaScript('sequence-classification', 'text-classification');
} finally {
  rmSync(work, { recursive: true });
}

interface Checked {
  readonly model: string;
  readonly differences?: Readonly<Record<string, number>>;
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

async function convert(from: string, to: string): Promise<void> {
  const opened = await readModelFolder(from);
  await convertModelFolder(opened, to);
  await opened.close();
}

/** Every tensor of a model is there in another, in the same type and bits. Returns how many. */
async function compareBits(before: string, after: string): Promise<number> {
  const files = await Promise.all([before, after].map((path) => openSafetensors(join(path, 'model.safetensors'))));
  for (const { name, dtype } of files[0].tensors.values()) {
    const contents = await Promise.all(files.map((file) => bytesOf(file.chunks(name))));
    if (files[1].tensors.get(name)?.dtype !== dtype || !contents[0].equals(contents[1]))
      throw new Error(`${after}: ${name} has changed`);
  }
  await Promise.all(files.map((file) => file.close()));
  return files[0].tensors.size;
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

/** The same text through transformers.js and through cloze. */
async function compareJavaScript(model: string, task: 'feature-extraction' | 'text-classification'): Promise<void> {
  const text = 'the cat sat';
  mkdirSync(folder('onnx'), { recursive: true });
  const from = join(folder('ours'), model);
  if ((await main(['convert', '--to', 'onnx', from, join(folder('onnx'), model)])) !== 0) throw new Error(model);
  const script = join(import.meta.dirname, 'javascript-peer.mjs');
  const output = execFileSync(process.execPath, [script, transformersJs(), folder('onnx'), model, task, text], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const loaded = await load(from);
  const [received, expected] =
    task === 'feature-extraction'
      ? [JSON.parse(output) as number[], await sentenceVector(loaded, text)]
      : await probabilities(loaded, output, text);
  await loaded.dispose();
  const worst = Math.max(...expected.map((value, i) => Math.abs(value - received[i])));
  say(`  ${model}: ${expected.length} numbers, at most ${worst.toExponential(1)} apart`);
  if (!(worst < TOLERANCE)) throw new Error(`${model} differs in transformers.js`);
}

type Loaded = Awaited<ReturnType<typeof load>>;

async function sentenceVector(model: Loaded, text: string): Promise<number[]> {
  for await (const vector of embedTexts(model, [{ text }], { normalize: true })) return [...vector];
  return [];
}

async function probabilities(model: Loaded, output: string, text: string): Promise<[number[], number[]]> {
  const scores = JSON.parse(output) as { readonly label: string; readonly score: number }[];
  const { probabilities: own } = (await model.predict({ text })) as { readonly probabilities: Record<string, number> };
  return [
    Object.keys(own).map((label) => scores.find((score) => score.label === label)?.score ?? NaN),
    Object.values(own),
  ];
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
