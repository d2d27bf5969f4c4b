/** A buffer of changing size; younger than the language level that this project compiles for. */
export function shrinkableBuffer(bytes: number): ArrayBuffer {
  return Reflect.construct(ArrayBuffer, [bytes, { maxByteLength: bytes }]) as ArrayBuffer;
}

/** Takes the memory of an array away: pages that a shrinkable buffer gives up are no longer mapped, others go to a new buffer. */
export function takeAway<Values extends ArrayBufferView>(values: Values): Values {
  const { buffer } = values;
  if (!(buffer instanceof ArrayBuffer)) return values;
  if (Reflect.get(buffer, 'resizable') === true)
    Reflect.apply(Reflect.get(buffer, 'resize') as () => void, buffer, [0]);
  else structuredClone(buffer, { transfer: [buffer] });
  return values;
}
