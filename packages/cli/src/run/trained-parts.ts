import { BACKEND, CLOCK, CORPUS_STATISTICS, RANDOM, TOKENIZER, type RunContainer } from '@cloze/registry';
import { groupParameters, type EstimateInput } from '@cloze/trainer';
import { CORPORA, MODEL, OPTIMIZER, TRAINING_BATCHES, VALIDATION_BATCHES } from '../compose/run-tokens.js';
import type { ParsedRun } from '../config/parse-run.js';

/** Makes all services that take time, text before tensors: what is wrong with the text is told first. */
export async function prepareAll(run: RunContainer): Promise<void> {
  await run.prepare(TOKENIZER);
  await run.prepare(CORPORA);
  await run.prepare(CORPUS_STATISTICS);
  await run.prepare(BACKEND);
  await run.prepare(TRAINING_BATCHES);
  await run.prepare(VALIDATION_BATCHES);
}

/** What both training and its estimate work with, from a prepared run. */
export function trainedParts(parsed: ParsedRun, run: RunContainer): EstimateInput {
  const model = run.get(MODEL);
  return {
    encoder: model.encoder,
    objectives: model.objectives,
    parameters: model.parameters,
    groups: groupParameters(model.parameters, { ...parsed.config.optimizer, encoder: model.encoder.parameters }),
    optimizer: run.get(OPTIMIZER),
    batches: run.get(TRAINING_BATCHES),
    validation: run.get(VALIDATION_BATCHES),
    options: parsed.config.training,
    random: run.get(RANDOM),
    clock: run.get(CLOCK),
  };
}
