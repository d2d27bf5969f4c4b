import { ConfigError, PluginError, type CorruptionPlugin, type SamplerPlugin } from '@cloze/contracts';

/** A sampler and the corruptions after it, with their options as checked by their schemas. */
export interface SamplerChain {
  readonly sampler: { readonly plugin: SamplerPlugin; readonly options: unknown };
  readonly corruptions: readonly { readonly plugin: CorruptionPlugin; readonly options: unknown }[];
}

/**
 * Largest number of tokens of an example before corruption: the sampler's `maxLength` over the largest growth that any first
 * part of the chain can reach, so that no view between two corruptions is longer than `maxLength` either.
 * @throws PluginError for a growth that is no positive number, ConfigError where nothing but special tokens would fit
 */
export function samplerBudget({ sampler, corruptions }: SamplerChain): number {
  let growth = 1;
  let largest = 1;
  corruptions.forEach(({ plugin, options }, i) => {
    const factor = plugin.growth?.(options) ?? 1;
    if (!(factor > 0 && Number.isFinite(factor))) {
      throw new PluginError({
        what: `The corruption "${plugin.name}" declares an impossible growth`,
        where: `corruption[${i}]`,
        received: String(factor),
        allowed: 'a positive number',
        fix: 'mend its `growth` function',
      });
    }
    growth *= factor;
    largest = Math.max(largest, growth);
  });
  const maxLength = sampler.plugin.maxLength(sampler.options);
  // 128 / 1.28 must not end at 99 for the sake of a rounding error.
  const budget = Math.floor(maxLength / largest + 1e-9);
  const least = 5; // [CLS] a [SEP] b [SEP]
  if (budget >= Math.min(least, maxLength)) return budget;
  throw new ConfigError({
    what: 'The corruptions can lengthen an example so much that no text fits before them',
    where: 'sampler.maxLength',
    received: `${maxLength} tokens, which may grow ${largest} times: ${budget} left before corruption`,
    allowed: `at least ${Math.ceil(least * largest)}`,
    fix: 'raise "maxLength" or lower the rates of what inserts tokens',
  });
}
