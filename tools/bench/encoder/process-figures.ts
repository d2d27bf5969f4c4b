import { readFileSync, writeFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';

/** Seconds, of the wall's clock, or of this process on all processors where a message asks for `cpu`. */
export function clockOf({ clock }: Readonly<Record<string, unknown>>): () => number {
  if (clock !== 'cpu') return () => performance.now() / 1000;
  return () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  };
}

/** Counts the peak of resident memory from now on, so that loading a model is not in it; Linux only, elsewhere it counts from the start. */
export function resetPeak(): object {
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5');
  return {};
}

/** The peak of resident memory in bytes. */
export function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}
