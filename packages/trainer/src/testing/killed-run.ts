/** Options of the run that is killed. */
export const KILLED_RUN = { maxSteps: 40, evaluateEvery: 7, checkpointEvery: 3, logEvery: 1 };
