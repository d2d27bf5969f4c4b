import { PluginError, shapedArray } from '@cloze/contracts';
import { allExamples, type LossTrial } from './loss-trial.js';

/**
 * The host half: arrays that fit their shapes and can be sent between threads, weights that can be divided by, the same targets
 * each time.
 * @throws PluginError
 */
export function checkTargets(trial: LossTrial): void {
  const { where } = trial;
  const { targets } = trial.collate(allExamples(trial));
  for (const [name, array] of Object.entries(targets.arrays)) {
    const { data, shape } = shapedArray(array);
    const size = shape.reduce((product, axis) => product * axis, 1);
    if (data.length === size) continue;
    throw new PluginError({
      what: `The target array "${name}" does not fill its shape`,
      where,
      received: `${data.length} values`,
      allowed: `[${shape.join(', ')}] = ${size} values`,
    });
  }
  const weights = typeof targets.weight === 'number' ? { weight: targets.weight } : targets.weight;
  for (const [name, value] of Object.entries({ ...weights, ...targets.reportWeights })) {
    if (Number.isFinite(value) && value >= 0) continue;
    throw new PluginError({ what: `The weight "${name}" is not a number of targets`, where, received: String(value) });
  }
  if (Object.values(weights).every((value) => value === 0)) {
    throw new PluginError({
      what: 'There is nothing to learn from in this case',
      where,
      received: 'weight 0 for a batch of all examples',
      fix: 'give the case a corruption, layout or labels that make targets',
    });
  }
  const second = trial.collate(allExamples(trial)).targets;
  if (describe(structuredClone(second)) !== describe(targets)) {
    throw new PluginError({
      what: 'The same examples gave different targets the second time',
      where,
      allowed: 'targets that depend on the examples alone',
      fix: 'key draws by `example.epoch` and `example.index`, and keep no state between calls',
    });
  }
}

/** Target arrays and weights as text; two of the same text are equal. */
function describe(targets: unknown): string {
  return JSON.stringify(targets, (_key, value: unknown) =>
    ArrayBuffer.isView(value) ? [value.constructor.name, ...(value as Int32Array)] : value,
  );
}
