import { existsSync, readdirSync } from 'node:fs';

/** Whether the machine has an NVIDIA GPU with its driver loaded (Linux; elsewhere tfjs-node-gpu must be named to be tried). */
export function hasNvidiaGpu(folder = '/proc/driver/nvidia/gpus'): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0;
}
