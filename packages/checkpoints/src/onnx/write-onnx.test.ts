import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useBackend } from '@cloze/backend/testing';
import { toEncoderInput, type OnnxEncoded, type OnnxGraph } from '@cloze/contracts/tensor';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { sub, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallModel } from '../testing/small-model.js';
import { temporaryFolders } from '../testing/temporary-folder.js';
import { writeOnnx } from './write-onnx.js';

const newFolder = temporaryFolders();
beforeAll(() => useBackend('cpu'));

const CONFIG = {
  model_type: 'bert',
  vocab_size: 11,
  hidden_size: 8,
  num_hidden_layers: 2,
  num_attention_heads: 2,
  intermediate_size: 12,
  max_position_embeddings: 9,
  initializer_range: 0.7,
};
/** Two examples of 5 and 3 tokens, and their padding. */
const IDS = [
  [1, 2, 3, 4, 5],
  [6, 7, 8, 0, 0],
];
const SEGMENTS = [
  [0, 0, 1, 1, 1],
  [0, 1, 1, 0, 0],
];
const LENGTHS = [5, 3];

/** What a runtime gives for the two examples, by output. */
async function run(path: string): Promise<Record<string, { dims: readonly number[]; data: Float32Array }>> {
  const session = await InferenceSession.create(path);
  const padded = (rows: number[][]) => new Tensor('int64', BigInt64Array.from(rows.flat(), BigInt), [2, 5]);
  const mask = LENGTHS.map((length) => Array.from({ length: 5 }, (_, i) => Number(i < length)));
  const feeds = { input_ids: padded(IDS), attention_mask: padded(mask), token_type_ids: padded(SEGMENTS) };
  const outputs = await session.run(feeds);
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { dims, data }]) => [name, { dims, data: data as Float32Array }]),
  );
}

/** The same examples end to end. */
function input() {
  const ragged = (rows: number[][]) => Int32Array.from(rows.flatMap((row, i) => row.slice(0, LENGTHS[i])));
  const exampleStarts = Int32Array.of(0, 5, 8);
  return toEncoderInput({
    inputIds: ragged(IDS),
    segmentIds: ragged(SEGMENTS),
    positionIds: Int32Array.of(0, 1, 2, 3, 4, 0, 1, 2),
    exampleStarts,
    partStarts: exampleStarts,
  });
}

function largestDifference(padded: Float32Array, ragged: ArrayLike<number>, width: number): number {
  let most = 0;
  let row = 0;
  LENGTHS.forEach((length, example) => {
    for (let token = 0; token < length; token += 1, row += 1) {
      for (let i = 0; i < width; i += 1) {
        const difference = padded[(example * 5 + token) * width + i] - ragged[row * width + i];
        most = Math.max(most, Math.abs(difference));
      }
    }
  });
  return most;
}

describe('an ONNX file', () => {
  it.each([
    ['BERT', {}],
    ['BERT with GELU by tanh', { hidden_act: 'gelu_new' }],
    ['ELECTRA', { model_type: 'electra', embedding_size: 6 }],
  ])('gives the hidden states of a %s in onnxruntime', async (_name, changes) => {
    const model = smallModel(1, [], { ...CONFIG, ...changes });
    const path = join(newFolder(), 'model.onnx');
    expect(await writeOnnx(path, model)).toEqual(['last_hidden_state']);
    const { last_hidden_state: hidden } = await run(path);
    expect(hidden.dims).toEqual([2, 5, 8]);
    const expected = model.encoder.encode(input()).hidden.dataSync();
    expect(largestDifference(hidden.data, expected, 8)).toBeLessThan(2e-5);
    model.dispose();
  });

  it('gives the outputs of parts under their names, with the id in front where there are several', async () => {
    const model = smallModel(2, [], CONFIG);
    const part = {
      onnx: (graph: OnnxGraph, { cls, pooled }: OnnxEncoded) => ({
        logits: { value: graph.node('Sub', [pooled!, cls]), shape: ['examples', 8] as const },
      }),
    };
    const path = join(newFolder(), 'model.onnx');
    expect(await writeOnnx(path, { ...model, parts: new Map([['mood', part]]) })).toEqual([
      'last_hidden_state',
      'logits',
    ]);
    const encoded = model.encoder.encode(input());
    const pooled = sub(model.encoder.pooled!(encoded), encoded.cls()).dataSync();
    const { logits } = await run(path);
    logits.data.forEach((value, i) => expect(value).toBeCloseTo(pooled[i], 5));
    const several = new Map([
      ['a', part],
      ['b', part],
    ]);
    expect(await writeOnnx(path, { ...model, parts: several })).toEqual(['last_hidden_state', 'a.logits', 'b.logits']);
    expect(Object.keys(await run(path)).sort()).toEqual(['a.logits', 'b.logits', 'last_hidden_state']);
    // The main part's keep theirs.
    const outputs = await writeOnnx(path, { ...model, parts: several, main: 'b' });
    expect(outputs).toEqual(['last_hidden_state', 'a.logits', 'logits']);
    model.dispose();
  });

  it('has each operator once, however many parts read the encoder or what is made of it', async () => {
    const model = smallModel(3, [], CONFIG);
    const [path, other] = [join(newFolder(), 'model.onnx'), join(newFolder(), 'model.onnx')];
    const part = {
      onnx: (graph: OnnxGraph, { hidden, cls }: OnnxEncoded) => ({
        sum: { value: graph.node('Add', [hidden, cls]), shape: ['examples', 'longest', 8] as const },
      }),
    };
    const parts = new Map([['a', part]]);
    await writeOnnx(path, { ...model, parts });
    await writeOnnx(other, { ...model, parts, reads: new Map([['a', model.encoder]]) });
    expect(readFileSync(other).equals(readFileSync(path))).toBe(true);
    await expect(writeOnnx(path, { ...model, parts, reads: new Map([['a', {}]]) })).rejects.toThrow(
      `What the part "a" reads has no ONNX form\n  where: ${path}\n` +
        '  allowed: encoders and heads whose plugin has an `onnx` half, such as bert.v1',
    );
    model.dispose();
  });

  it('is not made of what has no ONNX form', async () => {
    const model = smallModel(1);
    const path = join(newFolder(), 'model.onnx');
    const { sizes } = model.encoder;
    const allowed = 'allowed: encoders and heads whose plugin has an `onnx` half, such as bert.v1';
    await expect(writeOnnx(path, { encoder: { sizes }, parameters: [] })).rejects.toThrow(
      `The encoder has no ONNX form\n  where: ${path}\n  ${allowed}`,
    );
    await expect(writeOnnx(path, { ...model, parts: new Map([['tags', {}]]) })).rejects.toThrow(
      `The part "tags" has no ONNX form\n  where: ${path}\n  ${allowed}`,
    );
    const stray = { onnx: (graph: OnnxGraph) => ({ x: { value: graph.weight(tensor([[1, 2]])), shape: [1, 2] } }) };
    await expect(writeOnnx(path, { ...model, parts: new Map([['stray', stray]]) })).rejects.toThrow(
      'A part of an ONNX graph reads a tensor that is no parameter of the model\n  received: [1, 2]\n' +
        '  allowed: variables of the parameter tables of the encoder, objectives and heads',
    );
    model.dispose();
  });
});
