import type { Logger } from '@cloze/contracts';

/** Turns Ctrl-C into an orderly end. */
export interface StopSignal {
  readonly signal: AbortSignal;
  /** Gives Ctrl-C its usual meaning back. */
  release(): void;
}

/**
 * Aborts on the first SIGINT or SIGTERM, so that a run can save and end; a second one ends the process at once, which a run survives
 * too: it resumes from its last checkpoint.
 */
export function stopSignal(logger: Logger): StopSignal {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals) => {
    if (controller.signal.aborted) process.exit(1);
    logger.warn(`${name}: finishing this step and saving; once more to end at once`);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return {
    signal: controller.signal,
    release() {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
