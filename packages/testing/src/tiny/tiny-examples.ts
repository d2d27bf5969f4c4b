import {
  checkFeatures,
  KeyedRandom,
  parseOptions,
  type CorruptionPlugin,
  type Example,
  type Features,
  type FeatureStage,
} from '@cloze/contracts';
import { tinyHost } from './tiny-host.js';
import { tinyViews, type TinyLayout } from './tiny-views.js';

/** A corruption of a chain and its options as a config would give them. */
export interface ConfiguredCorruption {
  readonly plugin: CorruptionPlugin;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Which examples to make. */
export interface TinyExamplesConfig {
  readonly count?: number;
  readonly layout?: TinyLayout;
  readonly corruptions?: readonly ConfiguredCorruption[];
  /** Labels that a sampler would give with example `index`. */
  readonly labels?: (index: number) => Readonly<Record<string, number>>;
  readonly epoch?: number;
  readonly seed?: number;
}

/** Examples of the tiny corpus after a chain of corruptions, as a run would make them. */
export function tinyExamples({
  count = 6,
  layout = 'single',
  corruptions = [],
  labels = () => ({}),
  epoch = 0,
  seed = 1,
}: TinyExamplesConfig = {}): Example[] {
  const host = tinyHost(seed);
  const random = new KeyedRandom(seed);
  const chain = corruptions.map(({ plugin, options = {} }, place) => {
    const corrupt = plugin.create(parseOptions(plugin.options, options, `corruptions[${place}]`), host);
    return { corrupt, purpose: `corruption/${plugin.name}#${place}` };
  });
  return tinyViews(count, layout).map((original, index) => ({
    epoch,
    index,
    original,
    corrupted: chain.reduce(
      (view, { corrupt, purpose }) =>
        corrupt(view, { epoch, index, progress: 0, original, random: random.stream(purpose, epoch, index) }),
      original,
    ),
    labels: labels(index),
  }));
}

/** What a sampler of the tiny layouts would declare. */
export function tinySamplerFeatures(layout: TinyLayout): Features {
  return {
    provides: ['word-starts', 'aligned-positions', ...(layout === 'pair' ? ['pairs', 'segment-order'] : [])],
  };
}

/**
 * Checks that a chain over the tiny corpus may end in a stage, as a run would.
 * @throws PluginError when a feature that a stage needs is missing
 */
export function checkTinyFeatures(
  { layout = 'single', corruptions = [] }: TinyExamplesConfig,
  end: FeatureStage,
): void {
  checkFeatures([
    { where: 'encoder', name: 'tiny encoder', features: { provides: ['pooled'] } },
    { where: 'sampler', name: 'tiny corpus', features: tinySamplerFeatures(layout) },
    ...corruptions.map(({ plugin, options = {} }, place) => {
      const where = `corruptions[${place}]`;
      return {
        where,
        name: plugin.name,
        features: plugin.features?.(parseOptions(plugin.options, options, where)) ?? {},
      };
    }),
    end,
  ]);
}
