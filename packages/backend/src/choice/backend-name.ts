/** The backends, fastest first: `tensorflow` with a GPU comes before `native`, without one after it. */
export const BACKEND_NAMES = ['tensorflow', 'native', 'wasm', 'cpu'] as const;

/** One of {@link BACKEND_NAMES}, as tfjs knows it. */
export type BackendName = (typeof BACKEND_NAMES)[number];
