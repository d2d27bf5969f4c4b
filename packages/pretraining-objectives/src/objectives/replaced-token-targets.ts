import { TokenAction, type Example, type KeyedRandom, type Targets } from '@cloze/contracts';
import { startsOf } from '@cloze/contracts';

/**
 * Host half of replaced-token detection, in rows of the original texts: what the generator reads, what it names where, and a uniform draw
 * for each token that it samples. Drawn here, by epoch and example, samples do not depend on an example's neighbours.
 * @param purpose of the draws: a stable name
 */
export function replacedTokenTargets(
  examples: readonly Example[],
  mask: number,
  random: KeyedRandom,
  purpose: string,
): Targets {
  const starts = startsOf(examples.map(({ original }) => original));
  const tokens = starts[examples.length];
  const generatorIds = new Int32Array(tokens);
  const rows: number[] = [];
  const labels: number[] = [];
  const draws: number[] = [];
  examples.forEach(({ epoch, index, original, corrupted }, example) => {
    generatorIds.set(original.inputIds, starts[example]);
    const stream = random.stream(purpose, epoch, index);
    corrupted.actions.forEach((action, i) => {
      if (action !== TokenAction.masked && action !== TokenAction.replaced && action !== TokenAction.kept) return;
      const position = corrupted.origins[i];
      generatorIds[starts[example] + position] = mask;
      rows.push(starts[example] + position);
      labels.push(original.inputIds[position]);
      draws.push(stream.uniform());
    });
  });
  const targets = rows.length;
  return {
    arrays: {
      generatorIds,
      rows: Int32Array.from(rows),
      labels: Int32Array.from(labels),
      draws: Float32Array.from(draws),
    },
    weight: { generator: targets, discriminator: tokens },
    reportWeights: {
      generatorAccuracy: targets,
      discriminatorAccuracy: tokens,
      replacedFound: tokens,
      replacedActual: tokens,
      replacedPredicted: tokens,
    },
  };
}
