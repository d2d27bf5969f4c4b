import { ConfigError } from '@cloze/contracts';
import type { ParsedRun } from './parse-run.js';

/** Features of a sampler whose examples have two segments. */
const OF_PAIRS: readonly string[] = ['pairs', 'segment-order'];

/**
 * Checks that the encoder takes the examples of the sampler, as far as both say before any work.
 * @param within what the sampler's path stands in, such as `phases[1].`
 * @throws ConfigError naming both options
 */
export function checkSizes({ encoder, sampler }: Pick<ParsedRun, 'encoder' | 'sampler'>, within: string): void {
  const sizes = encoder.plugin.sizes?.(encoder.options);
  if (sizes === undefined) return;
  const { maxPositions, segmentTypes } = sizes;
  const length = sampler.plugin.maxLength(sampler.options);
  if (length > maxPositions) {
    throw new ConfigError({
      what: 'Examples may be longer than the encoder takes',
      where: `${within}sampler.maxLength`,
      received: `${length} tokens`,
      allowed: `at most ${maxPositions}, which is encoder.maxPositions`,
      fix: `lower ${within}sampler.maxLength, or raise encoder.maxPositions for a new encoder`,
    });
  }
  const { provides = [] } = sampler.plugin.features?.(sampler.options) ?? {};
  if (segmentTypes < 2 && provides.some((feature) => OF_PAIRS.includes(feature))) {
    throw new ConfigError({
      what: 'Examples are of two segments, and the encoder has one',
      where: 'encoder.segmentTypes',
      received: `${segmentTypes}`,
      allowed: `at least 2, for the pairs of ${within}sampler ("${sampler.plugin.name}")`,
      fix: `raise encoder.segmentTypes for a new encoder, or choose another ${within}sampler`,
    });
  }
}
