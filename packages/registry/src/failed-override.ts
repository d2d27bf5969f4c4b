import { ClozeError, PluginError } from '@cloze/contracts';
import { failurePlace } from './failure-place.js';
import type { ServiceOverride } from './service-override.js';

/** What is told where an override throws: a user's error as it is, and of any other the service, the module and the place in it. */
export function failedOverride({ token, origin }: ServiceOverride, error: unknown): unknown {
  if (ClozeError.is(error)) return error;
  const module = origin ?? 'an override made in code';
  const { reason, at } = failurePlace(error, module);
  return new PluginError(
    {
      what: `The override of service "${token.name}" failed`,
      where: at === module ? module : `${module}, ${at}`,
      received: reason,
      fix: 'correct the module that exports the override',
    },
    { cause: error },
  );
}
