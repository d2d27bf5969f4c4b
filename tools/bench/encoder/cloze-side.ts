/** This project's side of the encoder benchmark: obeys JSON lines on stdin, answers each on stdout. See peer.py. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chooseBackend } from '@cloze/backend';
import { writeSafetensors } from '@cloze/checkpoints';
import { KeyedRandom } from '@cloze/contracts';
import { inference, type Encoder, type EncoderInput, type Mode, type Parameter } from '@cloze/contracts/tensor';
import { bert, createParameterFactory, maskedLanguageHead, type MaskedLanguageHead } from '@cloze/encoder-core';
import { gatherRows } from '@cloze/backend';
import { adamw } from '@cloze/trainer';
import { memory, mul, tensor1d, tidy, variableGrads, type Scalar, type Tensor } from '@tensorflow/tfjs-core';
import type { BenchBatch } from './batches.js';
import { profile } from './profile.js';
import { clockOf, peakBytes, resetPeak } from './process-figures.js';

const VOCABULARY = 30_522;
const random = new KeyedRandom(1);

interface Model {
  readonly encoder: Encoder;
  readonly head: MaskedLanguageHead;
  readonly parameters: readonly Parameter[];
  readonly optimizer: ReturnType<typeof adamw.create>;
}

let model: Model;
let step = 0;

async function create(message: Readonly<Record<string, unknown>>): Promise<object> {
  const chosen = await chooseBackend({ name: String(message['backend']) });
  const options = bert.options.parse({ ...(message['encoder'] as object), dropout: message['dropout'], pooler: false });
  const encoder = bert.create(options, { vocabularySize: VOCABULARY, random });
  const factory = createParameterFactory('mlm', random);
  const head = maskedLanguageHead(factory, encoder);
  const parameters = [...encoder.parameters, ...factory.table];
  const optimizer = adamw.create(adamw.options.parse({ learningRate: 1e-4, weightDecay: 0.01 }));
  model = { encoder, head, parameters, optimizer };
  const folder = String(message['folder']);
  await writeSafetensors(
    join(folder, 'model.safetensors'),
    parameters.map(({ name, variable }) => ({
      name,
      dtype: 'F32' as const,
      shape: variable.shape,
      values: async () => (await variable.data()) as Float32Array,
    })),
    { metadata: { format: 'pt' } },
  );
  const config = { architectures: ['BertForMaskedLM'], ...encoder.modelConfig() };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  return { backend: chosen.name, sizes: encoder.modelConfig() };
}

function inputOf(ids: readonly (readonly number[])[]): EncoderInput {
  const starts = new Int32Array(ids.length + 1);
  ids.forEach((row, i) => (starts[i + 1] = starts[i] + row.length));
  const flat = Int32Array.from(ids.flat());
  const positions = Int32Array.from(ids.flatMap((row) => row.map((_, i) => i)));
  return {
    inputIds: tensor1d(flat, 'int32'),
    segmentIds: tensor1d(new Int32Array(flat.length), 'int32'),
    positionIds: tensor1d(positions, 'int32'),
    exampleStarts: starts,
    partStarts: starts,
  };
}

function lossOf(batch: BenchBatch, mode: Mode): { readonly sum: Scalar; readonly targets: number } {
  const flat = batch.labels.flat();
  const positions = flat.flatMap((label, i) => (label === -100 ? [] : [i]));
  const { hidden } = model.encoder.encode(inputOf(batch.ids), { mode });
  const labels = tensor1d(
    Int32Array.from(positions, (position) => flat[position]),
    'int32',
  );
  const rows = gatherRows(hidden, tensor1d(Int32Array.from(positions), 'int32'));
  return { sum: model.head.loss(rows, labels).lossSum, targets: positions.length };
}

/** Batch, forward, loss, backward, clip, AdamW; the loss is read at the end, as a training loop does. */
function trainStep(batch: BenchBatch): number {
  const mode: Mode = { training: true, dropoutKey: (site) => random.key(`dropout/${site}`, step) };
  step += 1;
  let targets = 1;
  const { value, grads } = variableGrads(
    () => {
      const loss = lossOf(batch, mode);
      targets = loss.targets;
      return mul<Scalar>(loss.sum, 1 / targets);
    },
    model.parameters.map(({ variable }) => variable),
  );
  const gradients = new Map<string, Tensor>();
  for (const { name, variable } of model.parameters) {
    const gradient = grads[variable.name];
    if (gradient) gradients.set(name, gradient);
  }
  const groups = [true, false].map((decay) => ({
    decay,
    learningRateScale: 1,
    parameters: model.parameters.filter((parameter) => parameter.decay === decay),
  }));
  model.optimizer.step(groups, gradients, { learningRate: 1e-4, clipNorm: 1 });
  const loss = value.dataSync()[0];
  value.dispose();
  for (const gradient of gradients.values()) gradient.dispose();
  return loss;
}

function answerTo(message: Readonly<Record<string, unknown>>): object | Promise<object> {
  const now = clockOf(message);
  switch (message['do']) {
    case 'create':
      return create(message);
    case 'loss':
      return tidy(() => {
        const { sum, targets } = lossOf(message['batch'] as BenchBatch, inference);
        return { loss: sum.dataSync()[0] / targets };
      });
    case 'train': {
      const seconds: number[] = [];
      for (let i = 0; i < Number(message['steps']); i += 1) {
        const start = now();
        trainStep(message['batch'] as BenchBatch);
        seconds.push(now() - start);
      }
      return { seconds, tensors: memory().numTensors };
    }
    case 'profile':
      return profile(() => {
        for (let run = 0; run < Number(message['runs']); run += 1) {
          if (message['task'] === 'train') trainStep(message['batch'] as BenchBatch);
          else tidy(() => void model.encoder.encode(inputOf((message['batch'] as BenchBatch).ids)).hidden.dataSync());
        }
      });
    case 'last':
      return tidy(() => {
        const input = inputOf((message['batch'] as BenchBatch).ids);
        const ends = Int32Array.from(input.exampleStarts.subarray(1), (end) => end - 1);
        return { last: Array.from(gatherRows(model.encoder.encode(input).hidden, tensor1d(ends, 'int32')).dataSync()) };
      });
    case 'forward': {
      const start = now();
      let check = 0;
      for (const { ids } of message['batches'] as BenchBatch[]) {
        check += tidy(() => model.encoder.encode(inputOf(ids)).hidden.dataSync()[0]);
      }
      return { seconds: [now() - start], check };
    }
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
