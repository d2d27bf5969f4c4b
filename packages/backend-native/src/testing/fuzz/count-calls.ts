import type { NativeBinding } from '../../binding/native-binding.js';
import type { FuzzCall } from './fuzz-call.js';

/** How the calls of an export ended. */
export interface CallCounts {
  /** Right calls, all of which must be accepted. */
  right: number;
  /** Others that were accepted: what was changed was still right. */
  accepted: number;
  /** Others that threw. */
  refused: number;
}

/** By export. */
export type CountsByExport = Record<string, CallCounts>;

/**
 * Makes a call and counts how it ended.
 * @throws Error when a right call is refused, or memory beside an array was written
 */
export function countCall(binding: NativeBinding, call: FuzzCall, counts: CountsByExport): void {
  const { name, kind, values, memory } = call;
  const entry = (counts[name] ??= { right: 0, accepted: 0, refused: 0 });
  try {
    Reflect.apply(binding[name], binding, values);
    entry[kind === 'right' ? 'right' : 'accepted'] += 1;
  } catch (error) {
    if (kind === 'right') throw new Error(`a right call was refused: ${String(error)}`, { cause: error });
    entry.refused += 1;
  }
  if (!memory.isIntact()) throw new Error('memory beside an array was written');
}

/** Adds counts to others. */
export function addCounts(total: CountsByExport, more: CountsByExport): void {
  for (const [name, { right, accepted, refused }] of Object.entries(more)) {
    const entry = (total[name] ??= { right: 0, accepted: 0, refused: 0 });
    entry.right += right;
    entry.accepted += accepted;
    entry.refused += refused;
  }
}
