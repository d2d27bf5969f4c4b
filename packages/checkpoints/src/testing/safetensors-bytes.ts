/** The bytes of a safetensors file of F32 tensors: by name their shape and values, in the order given. */
export function safetensorsBytes(
  tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>>,
): Buffer {
  const header: Record<string, unknown> = {};
  const values: number[] = [];
  for (const [name, tensor] of Object.entries(tensors)) {
    const begin = values.length * 4;
    values.push(...tensor.values);
    header[name] = { dtype: 'F32', shape: tensor.shape, data_offsets: [begin, values.length * 4] };
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, Buffer.from(Float32Array.from(values).buffer)]);
}
