import { KeyedRandom, parseOptions, type Vocabulary } from '@cloze/contracts';
import type { Encoder, Objective, Parameter, ParameterFactory, SavedParameters } from '@cloze/contracts/tensor';
import { ENCODER, inject, injectable, PARAMETERS, RANDOM, VOCABULARY } from '@cloze/registry';
import type { ObjectiveWeight, TrainedObjective } from '@cloze/trainer';
import type { Chosen } from '../config/parse-run.js';
import { FirstClaim } from './first-claim.js';
import { joinParameters, type OwnedParameters } from './join-parameters.js';

/** An objective that a config chose. */
export type ChosenObjective = Chosen<'objective'> & { readonly id: string; readonly weight: ObjectiveWeight };

/** An objective of a model. */
export interface ModelObjective extends TrainedObjective {
  readonly chosen: ChosenObjective;
  readonly model: Objective;
}

/** What a model is made of, beside its services. */
export interface ModelParts {
  readonly encoder: EncoderChoice;
  readonly objectives: readonly ChosenObjective[];
}

/** An encoder that a config chose. */
export type EncoderChoice = Chosen<'encoder'> & {
  /** Its options before they were filled in, where they were: what a generator leaves out follows from what it changes. */
  readonly configured?: unknown;
};

/** An encoder, the objectives on it, and all their parameters by the names they are saved under. */
export class RunModel {
  readonly encoder: Encoder;
  readonly objectives: readonly ModelObjective[];
  readonly parameters: readonly Parameter[];
  readonly #generators: Encoder[] = [];
  readonly #claim = new FirstClaim();

  /** @throws ConfigError when an objective saves a parameter under a name that the encoder has, or another objective under its id */
  constructor(parts: ModelParts, services: ModelServices, saved?: SavedParameters) {
    const { encoder, vocabulary, random } = services;
    this.encoder = encoder;
    const owned: OwnedParameters[] = [{ owner: 'the encoder', parameters: encoder.parameters }];
    this.objectives = parts.objectives.map((chosen, i) => {
      const { id, weight, plugin, options } = chosen;
      const where = `objectives[${i}]`;
      const model = plugin.create(options, {
        sizes: encoder.sizes,
        vocabulary,
        encoder,
        parameters: this.#claim.factory(services.parametersOf(id), id),
        random,
        createEncoder: (changes, wanted) => {
          const prefix = this.#claim.prefix(wanted, id);
          const own = parseOptions(
            parts.encoder.plugin.options,
            { ...plain(parts.encoder.configured ?? parts.encoder.options), ...changes },
            where,
          );
          // Initial values are keyed by name, and the names are the main encoder's: another root gives others.
          const [seed] = random.key(`encoder/${prefix}`);
          const generator = parts.encoder.plugin.create(own, {
            vocabularySize: encoder.sizes.vocabularySize,
            random: new KeyedRandom(seed),
            wordEmbeddings: () => encoder.wordEmbeddings(),
            ...(saved && { saved: { has: (name, shape) => saved.has(`${prefix}.${name}`, shape) } }),
          });
          this.#generators.push(generator);
          owned.push({ owner: where, parameters: prefixed(generator.parameters, prefix) });
          return generator;
        },
      });
      owned.push({ owner: where, parameters: model.parameters });
      const termWeights = plugin.termWeights?.(options);
      return { id, weight, chosen, model, ...(termWeights && { termWeights }) };
    });
    this.parameters = joinParameters(owned, 'let the plugin create it under another name');
  }

  /** The parameters by the names that a model has them under, whose objectives may be others, or in another order. */
  savedAs(has: (name: string) => boolean): Parameter[] {
    return this.parameters.map((parameter) => ({
      ...parameter,
      name: this.#claim.namesOf(parameter.name).find(has) ?? parameter.name,
    }));
  }

  /** Frees the objectives and what they made; the encoder and parameter tables are services of their own. */
  dispose(): void {
    for (const { model } of this.objectives) model.dispose?.();
    for (const generator of this.#generators) generator.dispose();
  }
}

/** The services that a model is built with. */
@injectable()
export class ModelServices {
  constructor(
    @inject(ENCODER) readonly encoder: Encoder,
    @inject(VOCABULARY) readonly vocabulary: Vocabulary,
    @inject(RANDOM) readonly random: KeyedRandom,
    @inject(PARAMETERS) readonly parametersOf: (id: string) => ParameterFactory,
  ) {}
}

function* prefixed(parameters: Iterable<Parameter>, prefix: string): Iterable<Parameter> {
  for (const parameter of parameters) yield { ...parameter, name: `${prefix}.${parameter.name}` };
}

function plain(options: unknown): object {
  return typeof options === 'object' && options !== null ? options : {};
}
