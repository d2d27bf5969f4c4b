/** What an event of a TensorBoard file says. */
export interface TensorboardEvent {
  /** Seconds since the epoch. */
  readonly wallTime: number;
  readonly step: number;
  /** Scalars by tag. */
  readonly scalars: Readonly<Record<string, number>>;
}

/** The first record of a file, which names its format. */
export function versionEvent(wallTime: number): Uint8Array {
  return Buffer.concat([wallTimeField(wallTime), bytesField(3, Buffer.from('brain.Event:2'))]);
}

/**
 * An event in protocol buffer encoding, by tensorflow/core/util/event.proto (wall_time = 1, step = 2, summary = 5) and
 * tensorflow/core/framework/summary.proto (value = 1: tag = 1, simple_value = 2).
 */
export function encodeEvent({ wallTime, step, scalars }: TensorboardEvent): Uint8Array {
  const values = Object.entries(scalars).map(([tag, value]) => {
    const simple = Buffer.alloc(5);
    simple[0] = (2 << 3) | 5;
    simple.writeFloatLE(value, 1);
    return bytesField(1, Buffer.concat([bytesField(1, Buffer.from(tag)), simple]));
  });
  const stepField = Buffer.concat([Buffer.of((2 << 3) | 0), varint(step)]);
  return Buffer.concat([wallTimeField(wallTime), stepField, bytesField(5, Buffer.concat(values))]);
}

/** The step of an encoded event; 0 where it names none. */
export function stepOfEvent(data: Uint8Array): number {
  for (let at = 0; at < data.length;) {
    const key = readVarint(data, at);
    const [field, type] = [key.value >>> 3, key.value & 7];
    if (type === 1) at = key.end + 8;
    else if (type === 5) at = key.end + 4;
    else {
      const { value, end } = readVarint(data, key.end);
      if (field === 2 && type === 0) return value;
      at = type === 2 ? end + value : end;
    }
  }
  return 0;
}

function wallTimeField(wallTime: number): Buffer {
  const field = Buffer.alloc(9);
  field[0] = (1 << 3) | 1;
  field.writeDoubleLE(wallTime, 1);
  return field;
}

function bytesField(number: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of((number << 3) | 2), varint(content.length), content]);
}

/** Seven bits a byte, the low ones first. */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

function readVarint(data: Uint8Array, start: number): { readonly value: number; readonly end: number } {
  let value = 0;
  let at = start;
  for (let factor = 1; at < data.length; factor *= 128) {
    const byte = data[at++];
    value += (byte % 128) * factor;
    if (byte < 128) break;
  }
  return { value, end: at };
}
