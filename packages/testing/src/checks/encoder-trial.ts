import * as tf from '@tensorflow/tfjs-core';
import {
  concatenateViews,
  KeyedRandom,
  parseOptions,
  PluginError,
  type EncoderInputArrays,
  type Features,
} from '@cloze/contracts';
import {
  toEncoderInput,
  type Encoded,
  type EncodeOptions,
  type Encoder,
  type EncoderPlugin,
  type EncoderSizes,
  type Mode,
} from '@cloze/contracts/tensor';
import { tinyViews } from '../tiny/tiny-views.js';
import { tinyVocabulary } from '../tiny/tiny-vocabulary.js';
import type { PluginCase } from './plugin-case.js';

const random = new KeyedRandom(1);
const vocabularySize = tinyVocabulary().size;

/** An encoder with one case's options, on one text, a pair, and two texts packed in a row. */
export interface EncoderTrial {
  readonly where: string;
  /** What the plugin declares. */
  readonly features: Features;
  readonly sizes: Partial<EncoderSizes>;
  /** Each example alone. */
  readonly examples: readonly EncoderInputArrays[];
  /** All of them end to end. */
  readonly batch: EncoderInputArrays;
  /** Builds an encoder, runs, and frees it and every tensor made on the way. Always the same initial weights. */
  run<T>(body: (encoder: Encoder) => T): T;
  /** An encoder from another ecosystem's config; undefined where the plugin takes none. */
  fromModelConfig(config: Readonly<Record<string, unknown>>): Encoder | undefined;
  fail(what: string, received: string, allowed: string): never;
}

/** Sets an encoder up. */
export function encoderTrial<Options>(
  plugin: EncoderPlugin<Options>,
  { title, options = {} }: PluginCase,
): EncoderTrial {
  const where = `${plugin.name}, case "${title}"`;
  const parsed = parseOptions(plugin.options, options, where);
  const views = [...tinyViews(2), ...tinyViews(1, 'pair'), ...tinyViews(1, 'packed')];
  const build = (built: Options) => plugin.create(built, { vocabularySize, random });
  return {
    where,
    features: plugin.features?.(parsed) ?? {},
    sizes: plugin.sizes?.(parsed) ?? {},
    examples: views.map((view) => concatenateViews([view])),
    batch: concatenateViews(views),
    run(body) {
      const encoder = build(parsed);
      try {
        return tf.tidy(() => body(encoder) as tf.TensorContainer) as ReturnType<typeof body>;
      } finally {
        encoder.dispose();
      }
    },
    fromModelConfig(config) {
      const read = plugin.fromModelConfig?.(config);
      return read === undefined ? undefined : build(read);
    },
    fail(what, received, allowed) {
      throw new PluginError({ what, where, received, allowed });
    },
  };
}

/** Encodes arrays. */
export function encodeArrays(encoder: Encoder, arrays: EncoderInputArrays, options: EncodeOptions = {}): Encoded {
  return encoder.encode(toEncoderInput(arrays), options);
}

/** Dropout on, with the keys of one step. */
export function encoderTrainingMode(step: number): Mode {
  return { training: true, dropoutKey: (site) => random.key(`dropout/${site}`, step) };
}
