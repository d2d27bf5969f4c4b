/** What a build takes at most on two cores; a longer one is spoken of. */
const USUAL_MINUTES = 3;
/** No build holds an installation up for longer, on slow machines either. */
export const LIMIT_MINUTES = 10;

/** Why cargo, a process that ended, built nothing; undefined where it did. */
export function failureOf({ error, status }) {
  if (error?.code === 'ETIMEDOUT')
    return `cargo build took more than ${LIMIT_MINUTES} minutes (node tools/native/build.mjs goes on where it stopped)`;
  return error === undefined && status === 0 ? undefined : 'cargo build failed';
}

/** A line about a build that took long; undefined for others. */
export function slownessOf(milliseconds) {
  const minutes = milliseconds / 60_000;
  if (minutes <= USUAL_MINUTES) return undefined;
  return `cloze: building the native backend took ${minutes.toFixed(1)} minutes, usually at most ${USUAL_MINUTES} on two cores`;
}
