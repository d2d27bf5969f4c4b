import { existsSync, readdirSync } from 'node:fs';

/** Whether the machine has an NVIDIA GPU with its driver loaded (Linux; elsewhere tfjs-node-gpu comes after `native`). */
export function hasNvidiaGpu(folder = '/proc/driver/nvidia/gpus'): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0;
}
