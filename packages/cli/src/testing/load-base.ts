/* A process that loads the model folder it is given, and prints how much memory that took: bytes of the model, and the growth of the process's
   largest resident size from when the backend stood. */
import { chooseBackend } from '@cloze/backend';
import { silentLogger } from '@cloze/contracts';
import { load } from '../model/loaded-model.js';

const { name } = await chooseBackend({ logger: silentLogger });
const largestBefore = process.resourceUsage().maxRSS * 1024;
const model = await load(process.argv[2]);
const grown = process.resourceUsage().maxRSS * 1024 - largestBefore;
const parameters = [...model.encoder.parameters];
const bytes = parameters.reduce((sum, { variable: { size } }) => sum + 4 * size, 0);
const checksum = parameters.reduce((sum, { variable }) => sum + variable.dataSync()[variable.size - 1], 0);
process.stdout.write(JSON.stringify({ backend: name, bytes, grown, checksum, tensors: parameters.length }));
