import { resolve } from 'node:path';
import { ConfigError, parseOptions } from '@cloze/contracts';
import { featureEncoder } from '@cloze/encoder-core';
import {
  BACKEND,
  CORPUS_STATISTICS,
  ENCODER,
  HOST_SERVICES,
  LOGGER,
  PARAMETERS,
  RANDOM,
  TOKENIZER,
  VOCABULARY,
  type RunContainer,
} from '@cloze/registry';
import { loadTokenizer } from '@cloze/tokenizer';
import { lowRankAdapters } from '@cloze/trainer';
import { joinParameters } from '../compose/join-parameters.js';
import { runServices, type RunServiceParts } from '../compose/run-services.js';
import type { Chosen } from '../config/parse-run.js';
import { openModelSource, type ModelSource } from '../model/model-source.js';
import { buildHeads } from '../predict/build-heads.js';
import { balancedWeights } from './class-weights.js';
import { parametersOfHeads } from './finetune-model.js';
import { ADAPTERS, FINETUNE_MODEL, PRETRAINED, RECORD_BATCHES, TASK_RECORDS, TASKS } from './finetune-tokens.js';
import { inputLimits } from './input-limits.js';
import type { ParsedFinetune } from './parse-finetune.js';
import { prepareTokenizer } from './prepare-tokenizer.js';
import { createRecordBatches } from './record-batches.js';
import { encodeTasks, readTasks, type Task } from './tasks.js';

/** All that a fine-tuning run is composed from. */
export interface FinetuneParts extends RunServiceParts {
  readonly parsed: ParsedFinetune;
  /** Of every draw of this run. */
  readonly seed: number;
  /** Where the config's relative paths start. */
  readonly directory: string;
}

/** The services of one fine-tuning run, each made when first asked for. Disposing the container frees every tensor that it made. */
export function createFinetuneRun(parts: FinetuneParts): RunContainer {
  const { parsed, plugins, artefacts, directory, seed } = parts;
  const { config } = parsed;
  const table = plugins.table.list().map(({ plugin }) => plugin);
  return (
    runServices(parts, seed)
      .provideAsync(
        PRETRAINED,
        async (run) =>
          config.model === undefined
            ? undefined
            : openModelSource(resolve(directory, config.model), plugins.table, run.get(LOGGER), 'encoder'),
        (source) => source?.close(),
      )
      // Text, on the host.
      .provideAsync(TASK_RECORDS, () => readTasks(parsed, { plugins: table, directory }))
      .provideAsync(TOKENIZER, (run) => {
        const source = run.get(PRETRAINED);
        if (source) return loadTokenizer(source.tokenizer);
        if (!parsed.tokenizer) throw new Error('a config without a model has a tokenizer');
        return prepareTokenizer({
          chosen: parsed.tokenizer,
          path: config.tokenizer?.path,
          directory,
          tasks: run.get(TASK_RECORDS),
          artefacts,
          logger: run.get(LOGGER),
        });
      })
      .provideAsync(TASKS, (run) => {
        const options = { ...inputLimits(config.data, run.get(ENCODER).sizes), tooLong: config.data.tooLong };
        return encodeTasks(run.get(TASK_RECORDS), run.get(TOKENIZER), options, run.get(LOGGER));
      })
      .provideAsync(CORPUS_STATISTICS, async (run) => ({
        unigramCounts: countTokens(run.get(TASKS), run.get(VOCABULARY).size),
      }))
      .provideAsync(
        RECORD_BATCHES,
        (run) => createRecordBatches(parsed, run),
        (batches) => batches.close(),
      )
      // Tensors.
      .provide(
        ENCODER,
        (run) => {
          const source = run.get(PRETRAINED);
          const { plugin, options } = chosenEncoder(parsed, source);
          const vocabulary = run.get(VOCABULARY);
          const vocabularySize = source?.vocabularySize ?? vocabulary.size;
          // A model that is loaded has its own word vectors: those of a file would be overwritten.
          return plugin.create(options, {
            vocabularySize,
            random: run.get(RANDOM),
            directory,
            ...(source ? { saved: source.saved } : { vocabulary }),
          });
        },
        (encoder) => encoder.dispose(),
      )
      .provide(
        FINETUNE_MODEL,
        (run) => {
          const own = run.get(ENCODER);
          const factory = run.get(PARAMETERS)('features');
          const encoder = config.features ? featureEncoder(own, config.features.layers, factory) : own;
          const heads = buildHeads(
            run.get(TASKS).map((task) => ({ id: task.head.id, chosen: withClassWeights(task), labels: task.labels })),
            { encoder, host: run.get(HOST_SERVICES), parametersOf: run.get(PARAMETERS) },
          );
          const owned = [
            { owner: 'the encoder', parameters: own.parameters },
            { owner: 'the features', parameters: factory.table },
            ...parametersOfHeads(heads),
          ];
          const parameters = joinParameters(owned, 'give the head another id');
          return { encoder, heads, parameters };
        },
        ({ heads }) => heads.forEach(({ model }) => model.dispose?.()),
      )
      .provide(
        ADAPTERS,
        (run) => config.lora && lowRankAdapters(run.get(ENCODER).parameters, config.lora, run.get(PARAMETERS)('lora')),
        (adapters) => adapters?.dispose(),
      )
  );
}

/** Makes all services that take time, text before tensors: what is wrong with the text is told first. */
export async function prepareFinetuneRun(run: RunContainer): Promise<void> {
  await run.prepare(PRETRAINED);
  await run.prepare(TASK_RECORDS);
  await run.prepare(TOKENIZER);
  await run.prepare(BACKEND);
  await run.prepare(TASKS);
  await run.prepare(CORPUS_STATISTICS);
  await run.prepare(RECORD_BATCHES);
}

/** An encoder from scratch, or the model's with the config's options laid over its own. */
export function chosenEncoder({ encoder, config }: ParsedFinetune, source: ModelSource | undefined): Chosen<'encoder'> {
  if (encoder !== undefined) return encoder;
  if (source === undefined) throw new Error('a config has a model or an encoder');
  const { plugin, options } = source.parts.encoder;
  if (config.encoder === undefined) return { plugin, options };
  const { use, ...changes } = config.encoder;
  if (use !== plugin.name) {
    throw new ConfigError({
      what: 'The encoder of the config is not the model’s',
      where: 'encoder.use',
      received: `"${use}"`,
      allowed: `"${plugin.name}", as in ${String(config.model)}`,
      fix: 'remove "encoder", or "model" to train an encoder from scratch',
    });
  }
  const own = typeof options === 'object' ? options : {};
  return { plugin, options: parseOptions(plugin.options, { ...own, ...changes }, 'encoder') };
}

function withClassWeights({ head, labels, train }: Task): Chosen<'head'> {
  const { plugin, options, balanceClasses } = head;
  if (!balanceClasses) return { plugin, options };
  const classWeights = balancedWeights(train.records, labels);
  return { plugin, options: parseOptions(plugin.options, { ...(options as object), classWeights }, head.where) };
}

function countTokens(tasks: readonly Task[], vocabularySize: number): Float64Array {
  const counts = new Float64Array(vocabularySize);
  for (const { train } of tasks) for (const { view } of train.windows) view.inputIds.forEach((id) => (counts[id] += 1));
  return counts;
}
