import { loadParameters, readModelFolder, type LoadReport, type ModelFolder } from '@cloze/checkpoints';
import type { Logger } from '@cloze/contracts';
import type { Parameter } from '@cloze/contracts/tensor';
import { PLUGINS, type RunContainer } from '@cloze/registry';
import { concat, slice, tidy, variable, zeros } from '@tensorflow/tfjs-core';
import type { RunModel } from '../compose/run-model.js';
import type { InitialModel } from '../config/fill-from-model.js';
import { openModelSource } from '../model/model-source.js';

/**
 * Starts a model from a model folder: what that does not have, a new objective's, stays as it is, and what it has more is left. An objective that is new
 * beside one with the same key starts from what the folder has under it.
 */
export async function takeWeights(model: RunModel, directory: string): Promise<void> {
  const folder = await readModelFolder(directory);
  try {
    const parameters = model.savedAs((name) => folder.weights.tensors.has(name));
    await loadParameters(parameters, folder, { allowMissing: true, allowExtra: true });
  } finally {
    await folder.close();
  }
}

/**
 * Starts a model from the one that a run goes on from: all weights that it has. Objectives that it has not, and a pooler, start anew, and so
 * do the rows of words that were added to the vocabulary.
 * @throws ModelError where a weight of the encoder is missing or of another shape
 */
export async function takeInitialWeights(
  model: RunModel,
  { directory, vocabularySize }: InitialModel,
  run: RunContainer,
  logger: Logger,
): Promise<void> {
  const source = await openModelSource(directory, run.get(PLUGINS), logger, 'encoder');
  try {
    const { encoder } = model;
    const parameters = model.savedAs((name) => source.weights.weights.tensors.has(name));
    const needed = new Set(Array.from(encoder.parameters, ({ name }) => name));
    const rows = { before: vocabularySize, now: encoder.sizes.vocabularySize };
    const report = await loadGrown(parameters, source.weights, rows, (name) => needed.has(name));
    logger.info(`took ${report.loaded.length} weights from ${directory}${listed('new', report.missing)}`);
  } finally {
    await source.close();
  }
}

/** Loads tables of the old vocabulary into the first rows of those of the new one. */
async function loadGrown(
  parameters: readonly Parameter[],
  folder: Pick<ModelFolder, 'directory' | 'weights'>,
  rows: { readonly before: number; readonly now: number },
  isNeeded: (name: string) => boolean,
): Promise<LoadReport> {
  const old = new Map<string, Parameter>();
  for (const parameter of parameters) {
    const stored = folder.weights.tensors.get(parameter.name)?.stored.shape ?? [];
    if (rows.before < rows.now && `${stored}` === `${shapeOf(parameter, rows)}`)
      old.set(parameter.name, { ...parameter, variable: zeroVariable(stored) });
  }
  try {
    const wanted = parameters.map((parameter) => old.get(parameter.name) ?? parameter);
    const allowMissing = (name: string) => !isNeeded(name) || name.startsWith('bert.pooler.');
    const report = await loadParameters(wanted, folder, { allowMissing, allowExtra: true });
    for (const { name, variable: own } of parameters) {
      const first = old.get(name)?.variable;
      if (!first) continue;
      const begin = [rows.before, ...own.shape.slice(1).map(() => 0)];
      tidy(() => own.assign(concat([first, slice(own, begin)], 0)));
    }
    return report;
  } finally {
    for (const { variable: first } of old.values()) first.dispose();
  }
}

/** The shape of a parameter that has a row an entry, as it was with the old vocabulary; undefined for others. */
function shapeOf(
  { variable: { shape } }: Parameter,
  rows: { readonly before: number; readonly now: number },
): readonly number[] | undefined {
  return shape[0] === rows.now ? [rows.before, ...shape.slice(1)] : undefined;
}

function zeroVariable(shape: readonly number[]) {
  const values = zeros([...shape]);
  const made = variable(values);
  values.dispose();
  return made;
}

function listed(word: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  return `; ${word}: ${names.slice(0, 5).join(', ')}${names.length > 5 ? `, … (${names.length})` : ''}`;
}
