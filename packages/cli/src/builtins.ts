import type { AnyPlugin } from '@cloze/contracts';

/** Every plugin that comes with cloze. */
export const builtIns: readonly AnyPlugin[] = [];
