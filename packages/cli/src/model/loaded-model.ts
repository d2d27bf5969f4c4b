import { chooseBackend } from '@cloze/backend';
import { KeyedRandom, ModelError, silentLogger, type Logger, type Tokenizer } from '@cloze/contracts';
import type { Encoder } from '@cloze/contracts/tensor';
import { createParameterFactory } from '@cloze/encoder-core';
import { PARAMETERS, RANDOM, RunContainer, TOKENIZER, VOCABULARY, ENCODER } from '@cloze/registry';
import { loadTokenizer } from '@cloze/tokenizer';
import { ModelServices, RunModel } from '../compose/run-model.js';
import { MODEL, MODEL_SERVICES, PARAMETER_TABLES } from '../compose/run-tokens.js';
import { loadPlugins } from '../config/load-plugins.js';
import { fillMask, type FilledMask, type FillMaskOptions } from './fill-mask.js';
import { openModelSource } from './model-source.js';

/** How to load a model. */
export interface LoadModelOptions {
  /** The compute backend, once a process; the fastest one where left out. */
  readonly backend?: string;
  /** Modules that the model's plugins come from. */
  readonly plugins?: readonly string[];
  /** Where relative paths of `plugins` start; the current folder by default. */
  readonly directory?: string;
  readonly logger?: Logger;
}

/** A pretrained model, ready to be used. Free it with `dispose`. */
export class LoadedModel {
  readonly tokenizer: Tokenizer;
  readonly encoder: Encoder;
  readonly #model: RunModel;
  readonly #run: RunContainer;
  readonly #directory: string;

  constructor(run: RunContainer, directory: string) {
    this.#run = run;
    this.#directory = directory;
    this.#model = run.get(MODEL);
    this.tokenizer = run.get(TOKENIZER);
    this.encoder = run.get(ENCODER);
  }

  /**
   * The most probable words at each `[MASK]` of a text.
   * @throws ModelError for a model that cannot fill masks, DataError for a text without one or too long
   */
  async fillMask(text: string, options: FillMaskOptions = {}): Promise<FilledMask[]> {
    const predict = this.#model.objectives.flatMap(({ model }) => model.predict ?? [])[0];
    if (predict === undefined) {
      const ids = this.#model.objectives.map(({ chosen }) => chosen.plugin.name);
      throw new ModelError({
        what: 'The model cannot fill masks',
        where: this.#directory,
        received: ids.length > 0 ? `objectives ${ids.join(', ')}` : 'no output layer for words',
        allowed: 'a model with an objective that predicts words, such as mlm.v1',
      });
    }
    return fillMask({ tokenizer: this.tokenizer, encoder: this.encoder, predict }, text, options);
  }

  /** Frees every tensor of the model. */
  async dispose(): Promise<void> {
    await this.#run.dispose();
  }
}

/**
 * Loads a model folder that cloze or transformers wrote, or the newest checkpoint of a run that is not done:
 * `const model = await load('runs/base'); await model.fillMask('The [MASK] sat.')`.
 * @throws ModelError, TokenizerError, PluginError for what is missing or malformed
 */
export async function load(directory: string, options: LoadModelOptions = {}): Promise<LoadedModel> {
  const { backend, plugins = [], logger = silentLogger } = options;
  const modules = { modules: plugins, directory: options.directory ?? process.cwd(), where: '--plugin' };
  const { table, overrides } = await loadPlugins(modules);
  const source = await openModelSource(directory, table, logger);
  const run = new RunContainer(overrides);
  try {
    await chooseBackend({ name: backend, logger });
    const tokenizer = await loadTokenizer(source.tokenizer);
    const { encoder } = source.parts;
    const vocabularySize = source.vocabularySize ?? tokenizer.vocabulary.size;
    run
      .provide(TOKENIZER, () => tokenizer)
      .provide(VOCABULARY, () => tokenizer.vocabulary)
      .provide(RANDOM, () => new KeyedRandom(0))
      .provide(
        ENCODER,
        () => encoder.plugin.create(encoder.options, { vocabularySize, random: run.get(RANDOM) }),
        (made) => made.dispose(),
      )
      .provide(
        PARAMETER_TABLES,
        () => [],
        (tables) => tables.forEach((made) => made.dispose()),
      )
      .provide(PARAMETERS, () => (id) => {
        const factory = createParameterFactory(id, run.get(RANDOM));
        run.get(PARAMETER_TABLES).push(factory.table);
        return factory;
      })
      .provideClass(MODEL_SERVICES, ModelServices)
      .provide(
        MODEL,
        () => new RunModel(source.parts, run.get(MODEL_SERVICES)),
        (made) => made.dispose(),
      );
    const model = run.get(MODEL);
    await source.load(model.parameters);
    return new LoadedModel(run, directory);
  } catch (error) {
    await run.dispose();
    throw error;
  } finally {
    await source.close();
  }
}
