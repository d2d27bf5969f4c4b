import type { View } from '../batch/view.js';
import type { KeyedRandom } from '../random/keyed-random.js';
import type { HostServices } from '../services/host-services.js';
import type { Corpus, CorpusLengths } from '../text/corpus.js';
import type { Definition, Plugin } from './plugin.js';

/** Which stretches of text make which example, for one epoch: numbers only, kept with the run. */
export interface ExamplePlan {
  /** Tokens of each example, special tokens included, before corruption. */
  readonly lengths: Uint32Array; // [examples]
  /** The sampler's own arrays, all it needs to assemble any example alone. */
  readonly arrays: Readonly<Record<string, Uint32Array | Int32Array | Float64Array | Uint8Array>>;
}

/** What a plan is made from. */
export interface PlanInput {
  readonly corpus: CorpusLengths;
  /** The epoch's documents in order; a mixture may repeat or leave out some. */
  readonly documents: Uint32Array;
  /** Largest number of tokens of an example before corruption: `maxLength` over the largest growth of the corruptions. */
  readonly budget: number;
  readonly random: KeyedRandom;
  readonly epoch: number;
}

/** A planned example as text: the view before corruption, and what the sampler knows of it. */
export interface AssembledExample {
  readonly original: View;
  readonly labels?: Readonly<Record<string, number>>;
}

/** Cuts a corpus into examples. */
export interface SamplerPlugin<Options = unknown> extends Plugin<'sampler', Options> {
  /** Largest number of tokens of an example after corruption. */
  maxLength(options: Options): number;
  /** A pure function of its arguments. Throws DataError where the corpus cannot serve (one document, no sentences). */
  plan(options: Options, input: PlanInput): ExamplePlan;
  /** Example `index` of a plan, alone; the same in any thread and order. */
  assemble(options: Options, plan: ExamplePlan, index: number, corpus: Corpus, host: HostServices): AssembledExample;
}

declare module './plugin.js' {
  interface PluginKinds {
    sampler: SamplerPlugin;
  }
}

/** Makes a sampler plugin from its parts. */
export function defineSampler<Options>(definition: Definition<SamplerPlugin<Options>>): SamplerPlugin<Options> {
  return { apiVersion: 1, kind: 'sampler', ...definition };
}
