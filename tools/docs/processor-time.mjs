/** Loaded before a program (`node --import`): leaves the processor time that it took, of all threads, in the file `CLOZE_USAGE_FILE`. */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env['CLOZE_USAGE_FILE'];
if (file !== undefined && isMainThread)
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime } = process.resourceUsage();
    writeFileSync(file, JSON.stringify({ processorSeconds: (userCPUTime + systemCPUTime) / 1e6 }));
  });
