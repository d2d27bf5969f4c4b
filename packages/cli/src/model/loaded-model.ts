import { chooseBackend } from '@cloze/backend';
import {
  createUnigramDistribution,
  KeyedRandom,
  ModelError,
  silentLogger,
  type Logger,
  type Tokenizer,
} from '@cloze/contracts';
import type { Encoder, ParameterTable } from '@cloze/contracts/tensor';
import { createParameterFactory, createParameterTable, featureEncoder } from '@cloze/encoder-core';
import { PARAMETERS, RANDOM, RunContainer, TOKENIZER, VOCABULARY, ENCODER } from '@cloze/registry';
import { loadTokenizer } from '@cloze/tokenizer';
import { ModelServices, RunModel, type ModelObjective } from '../compose/run-model.js';
import { MODEL, MODEL_SERVICES, PARAMETER_TABLES } from '../compose/run-tokens.js';
import { loadPlugins } from '../config/load-plugins.js';
import { inputLimits, type InputLimits } from '../finetune/input-limits.js';
import { generateText, type GenerateOptions } from '../generate/generate-text.js';
import { buildHeads } from '../predict/build-heads.js';
import type { ModelHead } from '../predict/head-runner.js';
import { predictAll, type Predicted, type Prediction, type PredictOptions } from '../predict/predictor.js';
import type { Predictable } from '../predict/read-input.js';
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

/** The heads of a model, and what they read. */
export interface LoadedHeads {
  readonly heads: readonly ModelHead[];
  readonly encoder: Encoder;
  /** Parameters of the features that they read. */
  readonly features: ParameterTable;
  /** The class of transformers whose head cloze has no part for. */
  readonly unsupported?: string;
}

/** A pretrained or fine-tuned model, ready to be used. Free it with `dispose`. */
export class LoadedModel {
  readonly tokenizer: Tokenizer;
  readonly encoder: Encoder;
  readonly #model: RunModel;
  readonly #run: RunContainer;
  readonly #directory: string;
  readonly #unsupported: string | undefined;
  #isFreed = false;
  /** What the heads read: the encoder, or features of it. */
  readonly headEncoder: Encoder;
  /** Parameters of those features: of a learned mix. */
  readonly featureParameters: ParameterTable;
  /** What `cloze finetune` trained on it, ready to run. */
  readonly heads: readonly ModelHead[];
  /** How records became input when the heads learned. */
  readonly input: InputLimits;

  constructor(run: RunContainer, directory: string, loaded: LoadedHeads, input?: InputLimits) {
    const { heads, encoder, features, unsupported } = loaded;
    this.#run = run;
    this.#directory = directory;
    this.#unsupported = unsupported;
    this.heads = heads;
    this.headEncoder = encoder;
    this.featureParameters = features;
    this.#model = run.get(MODEL);
    this.tokenizer = run.get(TOKENIZER);
    this.encoder = run.get(ENCODER);
    this.input = input ?? inputLimits({}, this.encoder.sizes);
  }

  /** What it was pretrained for, and can be measured by. */
  get objectives(): readonly ModelObjective[] {
    return this.#model.objectives;
  }

  /** Ids of the heads, which predictions are told apart by. */
  get headIds(): readonly string[] {
    return this.heads.map(({ id }) => id);
  }

  /**
   * What the heads say of a text, words, a pair, or a question and its context: with one head its prediction, such as
   * `{ label, probabilities }`, with several a prediction by head id. Offsets are in UTF-16 code units of the text given.
   * @throws ModelError for a model without heads, DataError for an input that none can read, or that is too long
   */
  async predict(input: Predictable, options: PredictOptions = {}): Promise<Prediction> {
    const [result] = this.predictAll([input], options);
    if (!('predictions' in result)) throw result.error;
    const { predictions } = result;
    return this.heads.length === 1 ? predictions[this.heads[0].id] : predictions;
  }

  /**
   * What the heads say of many inputs, in their order. One that cannot be answered gives its error and leaves the others alone.
   * @param wheres names the inputs in messages
   * @throws ModelError for a model without heads
   */
  predictAll(inputs: readonly unknown[], options: PredictOptions = {}, wheres?: readonly string[]): Predicted[] {
    this.#requireInUse();
    if (this.heads.length === 0) {
      throw new ModelError({
        what: 'The model has no heads to predict with',
        where: this.#directory,
        received: this.#unsupported ? withoutPart(this.#unsupported) : 'a pretrained model',
        allowed: 'a model that `cloze finetune` made, or one of a class that docs/model-formats.md lists',
      });
    }
    const { tokenizer, headEncoder: encoder, heads, input } = this;
    return predictAll({ tokenizer, encoder, heads, input }, inputs, options, wheres);
  }

  /**
   * Goes on with a text from left to right, sampling a token at a time; what was added.
   * @throws ModelError for a model that was not trained to name the next token, DataError for a text that leaves no room
   */
  async generate(prompt: string, options: GenerateOptions = {}): Promise<string> {
    this.#requireInUse();
    const { tokenizer, encoder, objectives } = this;
    return generateText({ tokenizer, encoder, objectives, directory: this.#directory }, prompt, options);
  }

  /**
   * The most probable words at each `[MASK]` of a text.
   * @throws ModelError for a model that cannot fill masks, DataError for a text without one or too long
   */
  async fillMask(text: string, options: FillMaskOptions = {}): Promise<FilledMask[]> {
    this.#requireInUse();
    const predict = this.#model.objectives.flatMap(({ model }) => model.predict ?? [])[0];
    if (predict === undefined) {
      const ids = this.#model.objectives.map(({ chosen }) => chosen.plugin.name);
      throw new ModelError({
        what: 'The model cannot fill masks',
        where: this.#directory,
        received: this.#unsupported
          ? withoutPart(this.#unsupported)
          : ids.length > 0
            ? `objectives ${ids.join(', ')}`
            : 'no output layer for words',
        allowed: 'a model with an objective that predicts words, such as mlm.v1',
      });
    }
    return fillMask({ tokenizer: this.tokenizer, encoder: this.encoder, predict }, text, options);
  }

  /** Frees every tensor of the model. */
  async dispose(): Promise<void> {
    this.#isFreed = true;
    await this.#run.dispose();
  }

  #requireInUse(): void {
    if (!this.#isFreed) return;
    throw new ModelError({
      what: 'The model was freed',
      where: this.#directory,
      fix: 'call `dispose` after its last use, or load it again',
    });
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
    const { saved } = source;
    const { encoder } = source.parts;
    const vocabularySize = source.vocabularySize ?? tokenizer.vocabulary.size;
    run
      .provide(TOKENIZER, () => tokenizer)
      .provide(VOCABULARY, () => tokenizer.vocabulary)
      .provide(RANDOM, () => new KeyedRandom(0))
      .provide(
        ENCODER,
        () => encoder.plugin.create(encoder.options, { vocabularySize, random: run.get(RANDOM), saved }),
        (made) => made.dispose(),
      )
      .provide(
        PARAMETER_TABLES,
        () => [],
        (tables) => tables.forEach((made) => made.dispose()),
      )
      .provide(PARAMETERS, () => (id) => {
        const random = run.get(RANDOM);
        const factory = createParameterFactory(id, random, createParameterTable(random, saved));
        run.get(PARAMETER_TABLES).push(factory.table);
        return factory;
      })
      .provideClass(MODEL_SERVICES, ModelServices)
      .provide(
        MODEL,
        () => new RunModel(source.parts, run.get(MODEL_SERVICES), saved),
        (made) => made.dispose(),
      );
    // Before what needs it: a container reports the failure of a service that another asks for as its own.
    requireRows(tokenizer, run.get(ENCODER), directory);
    const model = run.get(MODEL);
    const { vocabulary } = tokenizer;
    const excluded = (id: number) => vocabulary.isSpecial(id) || id === vocabulary.special.unknown;
    const unigram = createUnigramDistribution(new Float64Array(vocabulary.size), excluded);
    const factory = run.get(PARAMETERS)('features');
    const read = source.features ? featureEncoder(run.get(ENCODER), source.features.layers, factory) : run.get(ENCODER);
    const heads = buildHeads(source.parts.heads, {
      encoder: read,
      host: { vocabulary, unigram, random: run.get(RANDOM) },
      parametersOf: run.get(PARAMETERS),
    });
    const ofHeads = heads.flatMap(({ model: head }) => [...head.parameters]);
    await source.load([...model.parameters, ...factory.table, ...ofHeads]);
    const { unsupported } = source.parts;
    const loaded = { heads, encoder: read, features: factory.table, ...(unsupported && { unsupported }) };
    return new LoadedModel(run, directory, loaded, source.input);
  } catch (error) {
    await run.dispose();
    throw error;
  } finally {
    await source.close();
  }
}

function withoutPart(architecture: string): string {
  return `${architecture}, whose head cloze does not have: its encoder alone is used`;
}

/** @throws ModelError for a tokenizer that gives ids which the embeddings have no row for */
function requireRows({ vocabulary }: Tokenizer, { sizes }: Encoder, where: string): void {
  if (vocabulary.size <= sizes.vocabularySize) return;
  throw new ModelError({
    what: 'A tokenizer has more entries than its model has word embeddings',
    where,
    received: `${vocabulary.size} entries`,
    allowed: `at most ${sizes.vocabularySize}`,
    fix: 'give the folder the tokenizer that the model was trained with',
  });
}
