/* A process that opens damaged copies of a file of weights and reads a tensor of those that are not refused: FILE FOLDER NUMBER. Prints how much its
   largest resident size grew, in bytes. */
import { openMutant } from './open-mutant.js';
import { mutantsOf } from './mutants.js';

const [path, folder, count] = process.argv.slice(2);
const mutant = mutantsOf(path, folder);
await openMutant(mutant(0).path);
const before = process.resourceUsage().maxRSS * 1024;
for (let number = 1; number <= Number(count); number += 1) await openMutant(mutant(number).path);
process.stdout.write(String(process.resourceUsage().maxRSS * 1024 - before));
