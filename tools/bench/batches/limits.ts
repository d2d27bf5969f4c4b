/** The main thread of a training run waits for batches less than this share of the time. */
export const LARGEST_WAIT = 0.03;

/** A training run is at least this fast, as a share of the speed on batches made beforehand. */
export const LEAST_SPEED = 0.97;
