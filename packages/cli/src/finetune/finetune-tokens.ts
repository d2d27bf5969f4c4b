import type { BatchSource } from '@cloze/contracts';
import { serviceToken } from '@cloze/registry';
import type { Adapters } from '@cloze/trainer';
import type { ModelSource } from '../model/model-source.js';
import type { FinetuneModel } from './finetune-model.js';
import type { Task, TaskRecords } from './tasks.js';

/** The pretrained model's folder, open; undefined for an encoder from scratch. Made asynchronously. */
export const PRETRAINED = serviceToken<ModelSource | undefined>('pretrained');

/** The records of every head, as read. Made asynchronously. */
export const TASK_RECORDS = serviceToken<readonly TaskRecords[]>('task-records');

/** The records of every head, encoded. Made asynchronously. */
export const TASKS = serviceToken<readonly Task[]>('tasks');

/** The encoder with its heads. */
export const FINETUNE_MODEL = serviceToken<FinetuneModel>('finetune-model');

/** What is trained in place of the encoder's weights, where there are adapters. To be asked for once the weights are loaded. */
export const ADAPTERS = serviceToken<Adapters | undefined>('adapters');

/** Batches of all heads to train on. Made asynchronously. */
export const RECORD_BATCHES = serviceToken<BatchSource>('record-batches');
