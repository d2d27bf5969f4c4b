import { ModelError } from '@cloze/contracts';
import type { Encoder, OnnxEncoded, OnnxGraph, OnnxOutputs, Parameter } from '@cloze/contracts/tensor';
import { nodeFileSystem, type FileSystem } from '../durable/file-system.js';
import { writeAtomically } from '../durable/write-durably.js';
import { GraphBuilder } from './graph-builder.js';
import { FLOAT, graphField, graphStart, INT64, modelStart, weightStart, type OnnxBoundary } from './onnx-messages.js';

/** Operators as of this version: the first with LayerNormalization, and read by every runtime in use. */
const OPERATOR_SET = 17;
/** The largest message that protocol buffers can hold. */
const MAX_BYTES = 2 ** 31 - 1;

/** An objective or head to be exported. */
export interface OnnxPart {
  onnx?(graph: OnnxGraph, encoded: OnnxEncoded): OnnxOutputs;
}

/** A model to be exported. */
export interface OnnxModel {
  readonly encoder: Pick<Encoder, 'onnx' | 'sizes'>;
  /** Those of the encoder, of features and of all parts. */
  readonly parameters: Iterable<Parameter>;
  /** Objectives and heads by id, those whose outputs are wanted beside the hidden states. */
  readonly parts?: ReadonlyMap<string, OnnxPart>;
  /** What some of the parts read in place of the encoder, by id: features of its layers. */
  readonly reads?: ReadonlyMap<string, Pick<Encoder, 'onnx'>>;
  /** The part whose outputs have no id in front, however many there are: what transformers' class for the model gives. */
  readonly main?: string;
}

/**
 * Writes a model as an ONNX file: `input_ids`, `attention_mask` and `token_type_ids` in (int64 [examples, longest]), `last_hidden_state` and the outputs of its
 * parts out, under transformers' names; with several parts an output's name starts with the part's id, but for the main one's. Weights are float32 and written one at a time.
 * @returns the names of the outputs
 * @throws ModelError for an encoder or part that has no ONNX form, and for a model that is too large for the format
 */
export async function writeOnnx(
  path: string,
  { encoder, parameters, parts = new Map(), reads, main }: OnnxModel,
  files: FileSystem = nodeFileSystem,
): Promise<readonly string[]> {
  if (encoder.onnx === undefined) throw noForm('The encoder', path);
  const graph = new GraphBuilder(parameters);
  const [inputIds, attentionMask, segmentIds] = INPUTS;
  const input = { inputIds, attentionMask, segmentIds };
  const encoded = encoder.onnx(graph, input);
  const outputs: OnnxBoundary[] = [];
  const add = (name: string, value: string, shape: OnnxBoundary['shape']) => {
    // An output is a value of its own name: nodes name theirs otherwise.
    graph.nodes.push({ operator: 'Identity', inputs: [value], output: name, attributes: {} });
    outputs.push({ name, type: FLOAT, shape });
  };
  add('last_hidden_state', encoded.hidden.name, ['examples', 'longest', encoder.sizes.hiddenSize]);
  for (const [id, part] of parts) {
    if (part.onnx === undefined) throw noForm(`The part "${id}"`, path);
    const features = reads?.get(id);
    if (features !== undefined && features.onnx === undefined) throw noForm(`What the part "${id}" reads`, path);
    // The encoder's nodes are there: equal ones are one.
    const read = features?.onnx?.(graph, input) ?? encoded;
    for (const [name, { value, shape }] of Object.entries(part.onnx(graph, read)))
      add(parts.size > 1 && id !== main ? `${id}.${name}` : name, value.name, shape);
  }
  await writeModel(path, graph, outputs, files);
  return outputs.map(({ name }) => name);
}

const INPUTS = ['input_ids', 'attention_mask', 'token_type_ids'].map((name): OnnxBoundary => ({
  name,
  type: INT64,
  shape: ['examples', 'longest'],
}));

async function writeModel(
  path: string,
  graph: GraphBuilder,
  outputs: readonly OnnxBoundary[],
  files: FileSystem,
): Promise<void> {
  const start = graphStart(graph.nodes, graph.constants, INPUTS, outputs);
  const weights = Array.from(graph.weights, ({ name, variable }) => ({
    variable,
    start: weightStart(name, variable.shape, variable.size * 4),
  }));
  const size = weights.reduce((sum, weight) => sum + weight.start.length + weight.variable.size * 4, start.length);
  if (size > MAX_BYTES) {
    throw new ModelError({
      what: 'A model is too large for one ONNX file',
      where: path,
      received: `${size} bytes`,
      allowed: `at most ${MAX_BYTES}`,
    });
  }
  await writeAtomically(
    path,
    async (handle) => {
      for (const bytes of [modelStart(OPERATOR_SET, 'cloze'), graphField(size), start]) await handle.writeFile(bytes);
      for (const { start: weight, variable } of weights) {
        await handle.writeFile(weight);
        const values = Float32Array.from(await variable.data());
        await handle.writeFile(new Uint8Array(values.buffer));
      }
    },
    files,
  );
}

function noForm(what: string, where: string): ModelError {
  return new ModelError({
    what: `${what} has no ONNX form`,
    where,
    allowed: 'encoders and heads whose plugin has an `onnx` half, such as bert.v1',
  });
}
