import type { BatchSource } from '@cloze/contracts';
import type { Optimizer, ParameterTable } from '@cloze/contracts/tensor';
import { serviceToken } from '@cloze/registry';
import type { Corpora } from './prepare-corpora.js';
import type { ModelServices, RunModel } from './run-model.js';

/** The tokenised text to train on and that to evaluate on. Made asynchronously. */
export const CORPORA = serviceToken<Corpora>('corpora');

/** The tables that objectives got, to be freed with the run. */
export const PARAMETER_TABLES = serviceToken<ParameterTable[]>('parameter-tables');

/** What the model is built with. */
export const MODEL_SERVICES = serviceToken<ModelServices>('model-services');

/** Encoder and objectives with all their parameters. */
export const MODEL = serviceToken<RunModel>('model');

/** What updates the parameters. */
export const OPTIMIZER = serviceToken<Optimizer>('optimizer');

/** Batches to train on. Made asynchronously. */
export const TRAINING_BATCHES = serviceToken<BatchSource>('training-batches');

/** Batches to evaluate on, a finite source. Made asynchronously. */
export const VALIDATION_BATCHES = serviceToken<BatchSource>('validation-batches');
