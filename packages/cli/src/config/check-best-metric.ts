import { ConfigError, nearestName } from '@cloze/contracts';

/**
 * Checks that `training.bestMetric` is the loss of all, or a value of an objective or head that there is; which values one has is known when it
 * is evaluated.
 * @param ids of the objectives or heads
 * @throws ConfigError for a value of none of them
 */
export function checkBestMetric(metric: string, ids: readonly string[], where: string): void {
  if (metric === 'loss' || ids.some((id) => metric.startsWith(`${id}.`))) return;
  const [id, ...name] = metric.split('.');
  const near = name.length === 0 ? undefined : nearestName(id, ids);
  const meant = near === undefined ? nearestName(metric, ['loss']) : [near, ...name].join('.');
  throw new ConfigError({
    what: 'An evaluation has no value of the name that checkpoints are compared by',
    where,
    received: JSON.stringify(metric),
    allowed: `"loss", or a value of ${ids.map((own) => `"${own}"`).join(' or ')}, such as "${ids[0]}.loss"`,
    fix: meant === undefined ? 'leave it out for "loss"' : `did you mean "${meant}"?`,
  });
}
