import { ModelError } from '@cloze/contracts';
import type { StoredTensor } from '../tensors/tensor-file.js';
import { findDuplicateKey } from './duplicate-key.js';
import { bytesPerElement, isStoredDtype, storedDtypes } from './stored-dtype.js';

/** Longest header that is read, in bytes: the format's own limit. */
export const MAX_HEADER_BYTES = 100_000_000;

/** What the header of a safetensors file says. */
export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads and checks a header: JSON in UTF-8, no key twice, known types, whole non-negative sizes, offsets that match the shape,
 * and tensors that fill the data section end to end without overlap or gap.
 * @param dataBytes size of the data section
 * @param where the file, for messages
 * @throws ModelError naming the fault
 */
export function parseSafetensorsHeader(bytes: Uint8Array, dataBytes: number, where: string): SafetensorsHeader {
  const entries = parseObject(bytes, where);
  const tensors = new Map<string, StoredTensor>();
  let metadata: ReadonlyMap<string, string> = new Map();
  for (const [name, entry] of entries) {
    if (name === '__metadata__') metadata = parseMetadata(entry, where);
    else tensors.set(name, parseTensor(name, entry, dataBytes, where));
  }
  checkLayout([...tensors.values()], dataBytes, where);
  return { tensors, metadata };
}

function parseObject(bytes: Uint8Array, where: string): [string, unknown][] {
  const fault = (received: string, cause?: unknown) =>
    new ModelError(
      {
        what: 'The header of a safetensors file is not a JSON object',
        where,
        received,
        allowed: 'a JSON object in UTF-8, a tensor a key',
        fix: 'the file is damaged or of another format; get it again',
      },
      { cause },
    );
  let parsed: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const duplicate = findDuplicateKey(text, 3);
    if (duplicate === 'too deep') throw fault('brackets that nest more than 3 deep');
    if (duplicate) {
      throw new ModelError({
        what: `The header of a safetensors file names ${JSON.stringify(duplicate.key)} twice`,
        where,
        allowed: 'each name once',
      });
    }
    parsed = JSON.parse(text);
  } catch (error) {
    if (error instanceof ModelError) throw error;
    throw fault(error instanceof SyntaxError ? 'text that is no JSON' : 'bytes that are no UTF-8', error);
  }
  if (!isObject(parsed)) throw fault(Array.isArray(parsed) ? 'a list' : JSON.stringify(parsed));
  return Object.entries(parsed);
}

function parseMetadata(entry: unknown, where: string): ReadonlyMap<string, string> {
  const pairs = isObject(entry) ? Object.entries(entry) : undefined;
  const texts = pairs?.filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  if (pairs && texts && texts.length === pairs.length) return new Map(texts);
  throw new ModelError({
    what: 'The `__metadata__` of a safetensors file is malformed',
    where,
    received: shorten(JSON.stringify(entry)),
    allowed: 'an object whose values are strings',
  });
}

function parseTensor(name: string, entry: unknown, dataBytes: number, where: string): StoredTensor {
  const at = `${where}, tensor ${JSON.stringify(shorten(name))}`;
  const fields = isObject(entry) ? entry : {};
  const { dtype, shape } = fields;
  const offsets = fields['data_offsets'];
  if (!isStoredDtype(dtype)) {
    throw new ModelError({
      what: 'A tensor has a type that cannot be read',
      where: at,
      received: shorten(JSON.stringify(dtype) ?? 'no dtype'),
      allowed: storedDtypes.join(', '),
    });
  }
  const count = Array.isArray(shape) && shape.every(isSize) ? product(shape) : undefined;
  if (!Array.isArray(shape) || count === undefined) {
    throw new ModelError({
      what: 'A tensor has a malformed shape',
      where: at,
      received: shorten(JSON.stringify(shape) ?? 'no shape'),
      allowed: 'a list of whole numbers from 0 on, whose product is below 2^53',
    });
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize) || offsets[0] > offsets[1]) {
    throw new ModelError({
      what: 'A tensor has malformed offsets',
      where: at,
      received: shorten(JSON.stringify(offsets) ?? 'no data_offsets'),
      allowed: '[begin, end], whole numbers with begin <= end',
    });
  }
  const [begin, end]: number[] = offsets;
  if (end > dataBytes) {
    throw new ModelError({
      what: 'A tensor ends behind the end of the file',
      where: at,
      received: `data_offsets [${begin}, ${end}]`,
      allowed: `at most ${dataBytes}, the size of the file's data`,
      fix: 'the file is cut short or damaged; get it again',
    });
  }
  const needed = count * bytesPerElement(dtype);
  if (end - begin !== needed) {
    throw new ModelError({
      what: "A tensor's offsets do not match its shape",
      where: at,
      received: `${end - begin} bytes`,
      allowed: `${needed} bytes for ${dtype} [${shape.join(', ')}]`,
    });
  }
  return { name, dtype, shape: shape.map(Number), count, begin, end };
}

/** Tensors must follow one another: an overlap could hide data, a gap could hide anything. */
function checkLayout(tensors: StoredTensor[], dataBytes: number, where: string): void {
  tensors.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const tensor of tensors) {
    if (tensor.begin !== end) {
      throw new ModelError({
        what: tensor.begin < end ? 'Two tensors overlap' : 'There is a gap between tensors',
        where: `${where}, tensor ${JSON.stringify(shorten(tensor.name))}`,
        received: `begins at byte ${tensor.begin}`,
        allowed: `byte ${end}, where the one before it ends`,
      });
    }
    end = tensor.end;
  }
  if (end !== dataBytes) {
    throw new ModelError({
      what: 'A safetensors file holds bytes that belong to no tensor',
      where,
      received: `${dataBytes} bytes of data`,
      allowed: `${end}, where the last tensor ends`,
    });
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** The product of sizes; undefined where it leaves the safe integers, times 8 bytes included. */
function product(sizes: readonly number[]): number | undefined {
  if (sizes.includes(0)) return 0;
  let result = 1;
  for (const size of sizes) {
    result *= size;
    if (result > Number.MAX_SAFE_INTEGER / 8) return undefined;
  }
  return result;
}

function shorten(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 117)}...`;
}
