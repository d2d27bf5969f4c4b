import { existsSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';

/** Sends a signal to a process as soon as a path exists, and after some more milliseconds. */
export function killWhen(path: string, signal: NodeJS.Signals, delay = 0): (child: ChildProcess) => void {
  return (child) => {
    const timer = setInterval(() => {
      if (!existsSync(path)) return;
      clearInterval(timer);
      setTimeout(() => child.kill(signal), delay);
    }, 5);
    child.on('close', () => clearInterval(timer));
  };
}
