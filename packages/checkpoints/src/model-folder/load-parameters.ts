import { ModelError } from '@cloze/contracts';
import type { Parameter } from '@cloze/contracts/tensor';
import { assignValues } from '../tensors/assign-values.js';
import { BUFFERS, TIED_COPIES } from './canonical-key.js';
import { checkTied } from './check-tied.js';
import { findTensor } from './find-tensor.js';
import { listFaults } from './list-faults.js';
import type { ModelTensor } from './model-weights.js';
import type { ModelFolder } from './read-model-folder.js';

/** Present in a model that predicts words: only there a decoder matters. */
const WORD_BIAS = 'cls.predictions.bias';

/** Which differences between folder and model are fine; none by default. */
export interface LoadOptions {
  /** Parameters that may be absent and then keep their values: a new head's. */
  readonly allowMissing?: boolean | ((name: string) => boolean);
  /** Keys that may be left over: heads that are not wanted. */
  readonly allowExtra?: boolean | ((name: string) => boolean);
}

/** What was loaded and what was not, by name. */
export interface LoadReport {
  readonly loaded: readonly string[];
  readonly missing: readonly string[];
  readonly extra: readonly string[];
}

/**
 * Fills parameters from a model folder, one tensor at a time, float16 and bfloat16 widened. Copies of tied parameters and `position_ids`
 * are passed over. Nothing is changed unless all names and shapes fit.
 * @throws ModelError listing keys that are missing, left over or of another shape, or a decoder that is not tied
 */
export async function loadParameters(
  parameters: Iterable<Parameter>,
  folder: Pick<ModelFolder, 'directory' | 'weights'>,
  { allowMissing = false, allowExtra = false }: LoadOptions = {},
): Promise<LoadReport> {
  const { tensors } = folder.weights;
  const wanted = [...parameters];
  const names = new Set(wanted.map(({ name }) => name));
  const sources = new Map(wanted.flatMap(({ name }) => pair(name, findTensor(tensors, name))));
  const used = new Set([...sources.values()].map(({ stored }) => stored));
  const missing = wanted.map(({ name }) => name).filter((name) => !sources.has(name));
  const extra: string[] = [];
  for (const [name, { stored }] of tensors) {
    if (used.has(stored) || BUFFERS.includes(name)) continue;
    if (names.has(TIED_COPIES.get(name) ?? '') && names.has(WORD_BIAS)) await checkTied(name, folder);
    else extra.push(name);
  }
  const faults = listFaults({
    missing: missing.filter((name) => !allows(allowMissing, name)),
    extra: extra.filter((name) => !allows(allowExtra, name)),
    misshapen: wanted.flatMap(({ name, variable }) => {
      const { shape } = sources.get(name)?.stored ?? variable;
      if (shape.join() === variable.shape.join()) return [];
      return `${name} is [${shape.join(', ')}] there, [${variable.shape.join(', ')}] in the model`;
    }),
  });
  if (faults) {
    throw new ModelError({
      what: 'The weights of a model folder do not fit the model',
      where: folder.directory,
      received: faults,
      allowed: 'a weight for each parameter, of its shape, and none besides',
    });
  }
  for (const { name, variable } of wanted) {
    const source = sources.get(name);
    if (source) await assignValues(variable, source.file, source.stored.name);
  }
  return { loaded: [...sources.keys()], missing, extra };
}

function pair(name: string, source: ModelTensor | undefined): [string, ModelTensor][] {
  return source ? [[name, source]] : [];
}

function allows(rule: boolean | ((name: string) => boolean), name: string): boolean {
  return typeof rule === 'boolean' ? rule : rule(name);
}
