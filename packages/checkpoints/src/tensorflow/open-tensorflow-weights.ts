import { ModelError } from '@cloze/contracts';
import { bytesPerElement } from '../safetensors/stored-dtype.js';
import type { StoredTensor, TensorFile } from '../tensors/tensor-file.js';
import { openTensorBundle } from './tensor-bundle.js';
import { tensorflowParameter } from './tensorflow-names.js';
import { transposeElements } from './transpose-elements.js';

/**
 * Opens a TensorFlow 1 BERT checkpoint as a file of tensors with the names and layouts of transformers: kernels turned round, variables of the
 * optimizer left out.
 * @throws ModelError for a checkpoint that cannot be read
 */
export async function openTensorflowWeights(prefix: string): Promise<TensorFile> {
  const bundle = await openTensorBundle(prefix);
  let sources: ReadonlyMap<string, Source>;
  try {
    sources = parametersOf(bundle);
  } catch (error) {
    await bundle.close();
    throw error;
  }
  const tensors = new Map(Array.from(sources, ([name, source]) => [name, turned(name, source)]));
  const find = (name: string) => {
    const source = sources.get(name);
    if (source) return source;
    throw new ModelError({
      what: `A TensorFlow checkpoint has no parameter ${JSON.stringify(name)}`,
      where: bundle.path,
    });
  };
  async function readInto(name: string, target: Float32Array): Promise<void> {
    const { variable, transposed } = find(name);
    if (!transposed) return bundle.readInto(variable.name, target);
    const values = await bundle.read(variable.name);
    const bytes = (array: Float32Array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    transposeElements(bytes(values), bytes(target), variable.shape, 4);
  }
  return {
    path: bundle.path,
    tensors,
    readInto,
    async read(name) {
      const values = new Float32Array(find(name).variable.count);
      await readInto(name, values);
      return values;
    },
    async *chunks(name) {
      const { variable, transposed } = find(name);
      if (!transposed) return yield* bundle.chunks(variable.name);
      const stored = new Uint8Array(variable.end - variable.begin);
      let at = 0;
      for await (const chunk of bundle.chunks(variable.name)) {
        stored.set(chunk, at);
        at += chunk.length;
      }
      const result = new Uint8Array(stored.length);
      transposeElements(stored, result, variable.shape, bytesPerElement(variable.dtype));
      yield result;
    },
    close: () => bundle.close(),
  };
}

interface Source {
  readonly variable: StoredTensor;
  readonly transposed: boolean;
}

/** The variables that are parameters, by the parameter's name. */
function parametersOf({ tensors: variables, path }: TensorFile): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>();
  for (const [key, variable] of variables) {
    const parameter = tensorflowParameter(key);
    if (parameter === undefined) continue;
    const before = sources.get(parameter.name)?.variable.name;
    if (before !== undefined) {
      throw new ModelError({
        what: 'Two variables of a TensorFlow checkpoint stand for one parameter',
        where: path,
        received: `${before} and ${key}`,
        allowed: `one of them, for ${parameter.name}`,
      });
    }
    sources.set(parameter.name, { variable, transposed: parameter.transposed && variable.shape.length === 2 });
  }
  return sources;
}

function turned(name: string, { variable, transposed }: Source): StoredTensor {
  return { ...variable, name, shape: transposed ? [...variable.shape].reverse() : variable.shape };
}
