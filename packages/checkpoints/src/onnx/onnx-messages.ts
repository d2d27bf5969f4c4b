import type { OnnxAttribute } from '@cloze/contracts/tensor';
import protobuf from 'protobufjs/minimal.js';
import type { OnnxConstant, OnnxNode } from './graph-builder.js';

/*
 * Messages of ONNX (github.com/onnx/onnx, onnx/onnx.proto) in the wire format of protocol buffers: a field is its number times 8 plus the kind of
 * its value (0 a number, 2 bytes, 5 four bytes).
 */
const number = (field: number) => field * 8;
const bytes = (field: number) => field * 8 + 2;
const fixed = (field: number) => field * 8 + 5;

/** Numbers of `TensorProto.DataType`. */
export const FLOAT = 1;
export const INT64 = 7;

/** Kinds of `AttributeProto`. */
const ATTRIBUTE_FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_INTS = 7;

/** An input or output of a graph: its type and axes, free ones by name. */
export interface OnnxBoundary {
  readonly name: string;
  readonly type: typeof FLOAT | typeof INT64;
  readonly shape: readonly (number | string)[];
}

/** `ModelProto` without its graph. */
export function modelStart(operatorSet: number, producer: string): Uint8Array {
  const writer = protobuf.Writer.create().uint32(number(1)).int64(8).uint32(bytes(2)).string(producer);
  return writer
    .uint32(bytes(8))
    .fork()
    .uint32(bytes(1))
    .string('')
    .uint32(number(2))
    .int64(operatorSet)
    .ldelim()
    .finish();
}

/** `GraphProto` without its weights. */
export function graphStart(
  nodes: readonly OnnxNode[],
  constants: readonly OnnxConstant[],
  inputs: readonly OnnxBoundary[],
  outputs: readonly OnnxBoundary[],
): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const node of nodes) writer.uint32(bytes(1)).bytes(nodeMessage(node));
  writer.uint32(bytes(2)).string('cloze');
  for (const { name, shape, values } of constants) {
    const raw = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const type = values instanceof Float32Array ? FLOAT : INT64;
    const start = tensorStart(name, type, shape, raw.length);
    writer.uint32(bytes(5)).uint32(start.length + raw.length);
    writer.raw(start).raw(raw);
  }
  for (const boundary of inputs) writer.uint32(bytes(11)).bytes(boundaryMessage(boundary));
  for (const boundary of outputs) writer.uint32(bytes(12)).bytes(boundaryMessage(boundary));
  return writer.finish();
}

/** A field of a graph that a weight goes into, up to its numbers, which follow as they are in memory. */
export function weightStart(name: string, shape: readonly number[], rawBytes: number): Uint8Array {
  const start = tensorStart(name, FLOAT, shape, rawBytes);
  return protobuf.Writer.create()
    .uint32(bytes(5))
    .uint32(start.length + rawBytes)
    .raw(start)
    .finish();
}

/** The field of a model that a graph of so many bytes follows in. */
export function graphField(size: number): Uint8Array {
  return protobuf.Writer.create().uint32(bytes(7)).uint32(size).finish();
}

/** `TensorProto` up to its numbers, which come last. */
function tensorStart(name: string, type: number, shape: readonly number[], rawBytes: number): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const size of shape) writer.uint32(number(1)).int64(size);
  return writer.uint32(number(2)).int32(type).uint32(bytes(8)).string(name).uint32(bytes(9)).uint32(rawBytes).finish();
}

function nodeMessage({ operator, inputs, output, attributes }: OnnxNode): Uint8Array {
  const writer = protobuf.Writer.create();
  for (const input of inputs) writer.uint32(bytes(1)).string(input);
  writer.uint32(bytes(2)).string(output).uint32(bytes(3)).string(output).uint32(bytes(4)).string(operator);
  for (const [name, value] of Object.entries(attributes)) writer.uint32(bytes(5)).bytes(attributeMessage(name, value));
  return writer.finish();
}

function attributeMessage(name: string, value: OnnxAttribute): Uint8Array {
  const writer = protobuf.Writer.create().uint32(bytes(1)).string(name);
  if (typeof value === 'number') writer.uint32(number(3)).int64(value).uint32(number(20)).int32(ATTRIBUTE_INT);
  else if ('float' in value) writer.uint32(fixed(2)).float(value.float).uint32(number(20)).int32(ATTRIBUTE_FLOAT);
  else {
    for (const each of value) writer.uint32(number(8)).int64(each);
    writer.uint32(number(20)).int32(ATTRIBUTE_INTS);
  }
  return writer.finish();
}

function boundaryMessage({ name, type, shape }: OnnxBoundary): Uint8Array {
  const writer = protobuf.Writer.create().uint32(bytes(1)).string(name).uint32(bytes(2)).fork();
  writer.uint32(bytes(1)).fork().uint32(number(1)).int32(type).uint32(bytes(2)).fork();
  for (const axis of shape) {
    writer.uint32(bytes(1)).fork();
    if (typeof axis === 'number') writer.uint32(number(1)).int64(axis);
    else writer.uint32(bytes(2)).string(axis);
    writer.ldelim();
  }
  return writer.ldelim().ldelim().ldelim().finish();
}
