import type { z } from 'zod';

/**
 * Refuses an option that does nothing beside the others. One with its usual value is as good as left out, since parsed options have all.
 * @param allowed what it may be, for the message
 */
export function refuseIdle<Options extends object, Key extends keyof Options & string>(
  context: z.RefinementCtx,
  options: Options,
  option: Key,
  usual: Options[Key],
  allowed: string,
): void {
  const value = options[option];
  if (value === usual) return;
  context.addIssue({ code: 'custom', path: [option], message: allowed, input: value });
}
