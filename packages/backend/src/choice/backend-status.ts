import type { BackendName } from './backend-name.js';
import type { BackendSpeed } from './backend-speed.js';

/** What `doctor` tells about a backend. */
export interface BackendStatus {
  readonly name: BackendName;
  readonly available: boolean;
  /** Of the package that brings it. */
  readonly version?: string;
  /** What it computes with: `GPU`, `SIMD, one thread`, … */
  readonly detail?: string;
  /** Whether it computes on a GPU. */
  readonly usesGpu?: boolean;
  /** Measured now, where a backend can measure itself. */
  readonly speed?: BackendSpeed;
  /** Why it cannot be used; one clause without a full stop. */
  readonly reason?: string;
  /** How to get it, or more of it: a command, or what to change. */
  readonly remedy?: string;
}
