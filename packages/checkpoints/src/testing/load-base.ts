/* A process that loads the model folder it is given into a model of the same shapes, and prints how much memory that took: bytes of the
   model, and the growth of the process's largest resident size. */
import { useBackend } from '@cloze/backend/testing';
import { variable, zeros } from '@tensorflow/tfjs-core';
import { loadParameters } from '../model-folder/load-parameters.js';
import { readModelFolder } from '../model-folder/read-model-folder.js';

await useBackend('cpu');
const folder = await readModelFolder(process.argv[2]);
const largestBefore = process.resourceUsage().maxRSS * 1024;
const parameters = Array.from(folder.weights.tensors, ([name, { stored }]) => {
  const initial = zeros([...stored.shape]);
  const parameter = { name, variable: variable(initial), decay: false };
  initial.dispose();
  parameter.variable.dataSync().fill(1);
  return parameter;
});
await loadParameters(parameters, folder);
await folder.close();
const bytes = parameters.reduce((sum, { variable: { size } }) => sum + 4 * size, 0);
const checksum = parameters.reduce((sum, { variable: own }) => sum + own.dataSync()[own.size - 1], 0);
process.stdout.write(JSON.stringify({ bytes, grown: process.resourceUsage().maxRSS * 1024 - largestBefore, checksum }));
