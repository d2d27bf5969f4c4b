import { ClozeError, PluginError } from '@cloze/contracts';

/**
 * Names the plugin, and what it was doing, in whatever it throws; errors that speak for themselves pass.
 * @param during what it does, such as `is set up`
 */
export function guarded<Result>(name: string, where: string, during: () => string, call: () => Result): Result {
  try {
    return call();
  } catch (cause) {
    if (ClozeError.is(cause)) throw cause;
    const received = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new PluginError(
      { what: `"${name}" failed while it ${during()}`, where, received, fix: 'mend the plugin' },
      { cause },
    );
  }
}
