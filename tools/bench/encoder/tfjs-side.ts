/**
 * BERT as a user of plain tfjs writes it with care: padded batches, tfjs's own operations, gradients of GELU, LayerNorm and the word embeddings
 * by hand (tfjs has none that are usable), head at the targets only, no dropout, tfjs's Adam. Obeys what cloze-side.ts does; see peer.py.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { createInterface } from 'node:readline';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { Scalar, Tensor, Tensor1D, Tensor2D, Tensor4D, Variable } from '@tensorflow/tfjs-core';
import { openSafetensors } from '@cloze/checkpoints';
import type { BenchBatch } from './batches.js';
import { clockOf, peakBytes, resetPeak } from './process-figures.js';

type Tfjs = typeof tfjs;

let tf: Tfjs;
let config: Readonly<Record<string, unknown>>;
let optimizer: ReturnType<Tfjs['train']['adam']>;
const weights = new Map<string, Variable>();
const weight = <Kind extends Tensor = Tensor2D>(name: string) => weights.get(name) as unknown as Kind;

/** tfjs-node from the folder in `CLOZE_TFJS_NODE`, or tfjs's WebAssembly backend without kernels of this project. */
async function loadTfjs(name: string): Promise<void> {
  if (name === 'tfjs-node') {
    const require = createRequire(join(process.env['CLOZE_TFJS_NODE'] ?? '.', 'package.json'));
    tf = require('@tensorflow/tfjs-node') as Tfjs;
    optimizer = tf.train.adam(1e-4);
    return;
  }
  tf = await import('@tensorflow/tfjs-core');
  // Gradients of tfjs's operations, which tfjs-core itself lacks in Node.js.
  await import('@cloze/backend');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')) + sep);
  await tf.setBackend('wasm');
  optimizer = tf.train.adam(1e-4);
}

async function load(message: Readonly<Record<string, unknown>>): Promise<object> {
  await loadTfjs(String(message['style']));
  const folder = String(message['folder']);
  config = JSON.parse(readFileSync(join(folder, 'config.json'), 'utf8')) as Record<string, unknown>;
  const file = await openSafetensors(join(folder, 'model.safetensors'));
  for (const [name, { shape }] of file.tensors) {
    const values = Float32Array.from(await file.read(name));
    weights.set(name, tf.variable(tf.tensor(values, [...shape]), true, name));
  }
  await file.close();
  return { backend: tf.getBackend() };
}

const linear = (x: Tensor2D, name: string) =>
  tf.add<Tensor2D>(tf.matMul(x, weight(`${name}.weight`), false, true), weight<Tensor1D>(`${name}.bias`));

/** BERT's GELU; tfjs has no gradient of erf. */
function gelu(x: Tensor2D): Tensor2D {
  const share = (z: Tensor) => tf.mul(0.5, tf.add(1, tf.erf(tf.mul(z, Math.SQRT1_2))));
  const operation = tf.customGrad<Tensor2D>((...given) => {
    const [z, save] = given as unknown as [Tensor2D, (tensors: Tensor[]) => void];
    const below = tf.tidy(() => share(z));
    save([z, below]);
    const gradFunc = (dy: Tensor2D, [saved, cumulative]: Tensor[]) =>
      tf.tidy(() => {
        const density = tf.mul(1 / Math.sqrt(2 * Math.PI), tf.exp(tf.mul(-0.5, tf.square(saved))));
        return tf.mul(dy, tf.add(cumulative, tf.mul(saved, density)));
      });
    return { value: tf.mul<Tensor2D>(z, below), gradFunc };
  });
  return operation(x);
}

function layerNorm(x: Tensor2D, name: string): Tensor2D {
  const operation = tf.customGrad<Tensor2D>((...given) => {
    const [rows, gamma, beta, save] = given as unknown as [Tensor2D, Tensor1D, Tensor1D, (tensors: Tensor[]) => void];
    const normalised = tf.tidy(() => {
      const centered = tf.sub(rows, tf.mean(rows, 1, true));
      const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centered), 1, true), 1e-12));
      return [tf.mul(centered, scale), scale];
    });
    save([...normalised, gamma]);
    const value = tf.tidy(() => tf.add<Tensor2D>(tf.mul(normalised[0], gamma), beta));
    const gradFunc = (dy: Tensor2D, [unit, scale, factor]: Tensor[]) =>
      tf.tidy(() => {
        const upstream = tf.mul(dy, factor);
        const along = tf.mul(unit, tf.mean(tf.mul(upstream, unit), 1, true));
        const dx = tf.mul(scale, tf.sub(tf.sub(upstream, tf.mean(upstream, 1, true)), along));
        return [dx, tf.sum(tf.mul(dy, unit), 0), tf.sum(dy, 0)];
      });
    return { value, gradFunc };
  });
  return operation(x, weight<Tensor1D>(`${name}.weight`), weight<Tensor1D>(`${name}.bias`));
}

/** Rows of a table; its gradient adds them up in JavaScript on WebAssembly, which has no kernel for it in tfjs. */
function rowsOf(table: Tensor2D, ids: Int32Array): Tensor2D {
  const operation = tf.customGrad<Tensor2D>((...given) => {
    const [from] = given as unknown as [Tensor2D];
    const [height, width] = from.shape;
    const gradFunc = (dy: Tensor2D) => {
      if (tf.getBackend() === 'tensorflow') return tf.unsortedSegmentSum(dy, tf.tensor1d(ids, 'int32'), height);
      const values = dy.dataSync();
      const sums = new Float32Array(height * width);
      ids.forEach((id, row) => {
        for (let i = 0; i < width; i += 1) sums[id * width + i] += values[row * width + i];
      });
      return tf.tensor2d(sums, [height, width]);
    };
    return { value: tf.gather(from, tf.tensor1d(ids, 'int32')), gradFunc };
  });
  return operation(table);
}

/** Last hidden states [batch * length, hidden] of rows padded to the longest. */
function encode(ids: readonly (readonly number[])[]): Tensor2D {
  const [batch, length] = [ids.length, Math.max(...ids.map((row) => row.length))];
  const flat = (at: (row: readonly number[], i: number) => number) =>
    Int32Array.from({ length: batch * length }, (_, i) => at(ids[Math.floor(i / length)], i % length));
  const heads = Number(config['num_attention_heads']);
  const width = Number(config['hidden_size']) / heads;
  const embeddings = 'bert.embeddings';
  const sum = tf.add<Tensor2D>(
    tf.add(
      rowsOf(
        weight(`${embeddings}.word_embeddings.weight`),
        flat((row, i) => row[i] ?? 0),
      ),
      rowsOf(
        weight(`${embeddings}.position_embeddings.weight`),
        flat((_, i) => i),
      ),
    ),
    rowsOf(
      weight(`${embeddings}.token_type_embeddings.weight`),
      flat(() => 0),
    ),
  );
  let x = layerNorm(sum, `${embeddings}.LayerNorm`);
  const padded = ids.some((row) => row.length < length);
  const barrier = padded
    ? tf.tensor(Float32Array.from(flat((row, i) => (i < row.length ? 0 : -1e9))), [batch, 1, 1, length])
    : undefined;
  const toHeads = (rows: Tensor2D) =>
    tf.transpose(tf.reshape(rows, [batch, length, heads, width]), [0, 2, 1, 3]) as Tensor4D;
  for (let layer = 0; layer < Number(config['num_hidden_layers']); layer += 1) {
    const name = `bert.encoder.layer.${layer}`;
    const [query, key, value] = ['query', 'key', 'value'].map((part) =>
      toHeads(linear(x, `${name}.attention.self.${part}`)),
    );
    const scores = tf.mul(tf.matMul(query, key, false, true), 1 / Math.sqrt(width));
    const context = tf.matMul(tf.softmax(barrier ? tf.add(scores, barrier) : scores), value);
    const joined = tf.reshape(tf.transpose(context, [0, 2, 1, 3]), [batch * length, heads * width]) as Tensor2D;
    const attended = layerNorm(
      tf.add(x, linear(joined, `${name}.attention.output.dense`)),
      `${name}.attention.output.LayerNorm`,
    );
    const expanded = gelu(linear(attended, `${name}.intermediate.dense`));
    x = layerNorm(tf.add(attended, linear(expanded, `${name}.output.dense`)), `${name}.output.LayerNorm`);
  }
  return x;
}

function lossOf({ ids, labels }: BenchBatch): Scalar {
  const all = labels.flat();
  const places = Int32Array.from(all.flatMap((label, i) => (label === -100 ? [] : [i])));
  const head = 'cls.predictions';
  const states = gelu(linear(rowsOf(encode(ids), places), `${head}.transform.dense`));
  const last = layerNorm(states, `${head}.transform.LayerNorm`);
  const words = weight('bert.embeddings.word_embeddings.weight');
  const logits = tf.add<Tensor2D>(tf.matMul(last, words, false, true), weight<Tensor1D>(`${head}.bias`));
  const answers = Int32Array.from(places, (place) => all[place]);
  const target =
    tf.getBackend() === 'tensorflow'
      ? tf.oneHot(tf.tensor1d(answers, 'int32'), words.shape[0], 1, 0, 'float32')
      : onesByHand(answers, words.shape[0]);
  const shifted = tf.sub(logits, tf.max(logits, 1, true));
  const logarithm = tf.log(tf.sum(tf.exp(shifted), 1));
  return tf.mean(tf.sub(logarithm, tf.sum(tf.mul(shifted, target), 1))) as Scalar;
}

/** tfjs's one-hot on WebAssembly writes integers whatever type is asked for. */
function onesByHand(answers: Int32Array, width: number): Tensor2D {
  const ones = new Float32Array(answers.length * width);
  answers.forEach((answer, row) => (ones[row * width + answer] = 1));
  return tf.tensor2d(ones, [answers.length, width]);
}

function trainStep(batch: BenchBatch): number {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(() => lossOf(batch));
    const squares = Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)));
    const norm = Math.sqrt(tf.addN(squares).dataSync()[0]);
    const scale = Math.min(1, 1 / (norm + 1e-6));
    optimizer.applyGradients(Object.fromEntries(Object.entries(grads).map(([name, g]) => [name, tf.mul(g, scale)])));
    return value.dataSync()[0];
  });
}

function answerTo(message: Readonly<Record<string, unknown>>): object | Promise<object> {
  const now = clockOf(message);
  switch (message['do']) {
    case 'load':
      return load(message);
    case 'loss':
      return tf.tidy(() => ({ loss: lossOf(message['batch'] as BenchBatch).dataSync()[0] }));
    case 'train':
      return {
        seconds: Array.from({ length: Number(message['steps']) }, () => {
          const start = now();
          trainStep(message['batch'] as BenchBatch);
          return now() - start;
        }),
      };
    case 'forward': {
      const start = now();
      let check = 0;
      for (const { ids } of message['batches'] as BenchBatch[]) check += tf.tidy(() => encode(ids).dataSync()[0]);
      return { seconds: [now() - start], check };
    }
    case 'last':
      return tf.tidy(() => {
        const { ids } = message['batch'] as BenchBatch;
        const longest = Math.max(...ids.map((row) => row.length));
        const ends = tf.tensor1d(
          ids.map((row, i) => i * longest + row.length - 1),
          'int32',
        );
        return { last: Array.from(tf.gather(encode(ids), ends).dataSync()) };
      });
    case 'reset':
      return resetPeak();
    case 'memory':
      return { peak: peakBytes() };
    default:
      return { error: `unknown: ${String(message['do'])}` };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await answerTo(JSON.parse(line)))}\n`);
}
