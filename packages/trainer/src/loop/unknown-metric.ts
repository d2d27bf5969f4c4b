import { ConfigError, nearestName } from '@cloze/contracts';

/** The error of a `bestMetric` that is none of an evaluation's values. */
export function unknownMetric(received: string, names: readonly string[]): ConfigError {
  const near = nearestName(received, names);
  return new ConfigError({
    what: 'An evaluation has no value of the name that checkpoints are compared by',
    where: 'training.bestMetric',
    received: JSON.stringify(received),
    allowed: names.join(', '),
    fix: near === undefined ? 'choose one of these' : `did you mean "${near}"?`,
  });
}
