import type { z } from 'zod';

/**
 * Every kind of plugin by name. Open: add a kind by declaration merging,
 * `declare module '@cloze/contracts' { interface PluginKinds { 'my-kind': MyPlugin } }`.
 * The tensor kinds (encoder, objective, head, optimizer) are added by `@cloze/contracts/tensor`.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by declaration merging
export interface PluginKinds {}

/** The name of a kind. */
export type PluginKind = keyof PluginKinds & string;

/** A plugin of any kind, as a registry or a list of built-ins holds it. */
export type AnyPlugin = PluginKinds[PluginKind];

/**
 * An open name for something a stage gives or needs: `pairs`, `segment-order`, `spans`, `word-starts`, `token-targets`, …
 * `aligned-positions`: the corrupted view is as long as the original, and a target stands where its original stood.
 * `pooled`: the encoder has a pooler.
 */
export type Feature = string;

/** What a stage of the chain encoder → sampler → corruptions → objectives asks of those before it, adds, and takes away. */
export interface Features {
  readonly requires?: readonly Feature[];
  readonly provides?: readonly Feature[];
  readonly breaks?: readonly Feature[];
  /** What it would provide with other options, for messages: by feature the option to set, such as `"pooler": true`. */
  readonly offers?: Readonly<Record<Feature, string>>;
}

/** What every plugin has. A plugin is a plain value: it never sees a container and works without one. */
export interface Plugin<Kind extends string, Options> {
  readonly apiVersion: 1;
  readonly kind: Kind;
  /** Such as `mlm.v1`. */
  readonly name: `${string}.v${number}`;
  /** One line, shown by `cloze plugins`. */
  readonly summary: string;
  /** A strict schema; defaults live only here. */
  readonly options: z.ZodType<Options>;
  features?(options: Options): Features;
}

/** What a define function takes: the plugin without the parts that are the same for its kind. */
export type Definition<P extends { apiVersion: 1; kind: string }> = Omit<P, 'apiVersion' | 'kind'>;
