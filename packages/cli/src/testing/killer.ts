import type { Moment } from './run-moments.js';

/** Name in a run's folder of {@link KILLER}. */
export const KILLER_FILE = './killer.mjs';

/**
 * A user's module with which a run ends itself with SIGKILL at the moment that `CLOZE_TEST_KILL` names, so that none is ever missed. Its clock
 * stands still: what differs in two runs' files is no matter of time.
 */
export const KILLER = `
import { CLOCK, override, TRACKERS } from '@cloze/registry';

const moment = JSON.parse(process.env.CLOZE_TEST_KILL ?? 'null');
let directory;
const killer = {
  async start(run) { directory = run.directory; },
  row({ step, split }) {
    if (moment && step === moment.step && split === moment.split && directory.endsWith(moment.folder)) process.kill(process.pid, 'SIGKILL');
  },
  async flush() {},
  async finish() {},
};
export const clock = override(CLOCK, () => ({ now: () => 0, monotonic: () => 0 }));
export const trackers = override(TRACKERS, (_services, original) => [...original(), killer]);
`;

/** The environment in which a run with {@link KILLER} ends itself at a moment. */
export function killAt(moment: Moment): { readonly CLOZE_TEST_KILL: string } {
  return { CLOZE_TEST_KILL: JSON.stringify(moment) };
}
