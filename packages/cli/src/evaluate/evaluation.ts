import type { Measure } from './measure.js';

/** What `cloze evaluate` tells of a pretrained model, and saves. */
export interface Evaluation {
  readonly model: string;
  /** Updates that its weights have seen, where it is known. */
  readonly step?: number;
  readonly data: {
    readonly files: readonly string[];
    readonly tokens: number;
    readonly examples: number;
    /** Batches of running text, the clusters that intervals are made from. */
    readonly batches: number;
  };
  /** How text was cut and spoilt: as the model was trained. */
  readonly sampler: string;
  readonly corruption: readonly string[];
  /** What pseudo-perplexity was measured on, for models that fill masks. */
  readonly sample?: { readonly examples: number; readonly tokens: number };
  readonly measures: readonly Measure[];
  readonly versions: Readonly<Record<string, string>>;
}
