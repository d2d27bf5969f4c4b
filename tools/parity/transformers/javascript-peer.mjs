// Loads a folder that cloze wrote with transformers.js and prints what it computes: node javascript-peer.mjs PACKAGE_FOLDER MODELS JOB, where the job is
// JSON with the model's name, the pipeline's task, a pair of texts for the model itself, and what the pipeline is asked.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [packageFolder, models, job] = process.argv.slice(2);
const { model, task, text, pair, question } = JSON.parse(job);
const path = createRequire(join(packageFolder, 'package.json')).resolve('@huggingface/transformers');
const { env, pipeline } = await import(pathToFileURL(path).href);
env.allowRemoteModels = false;
env.localModelPath = models;
const run = await pipeline(task, model, { dtype: 'fp32', device: 'cpu' });
const inputs = run.tokenizer(text, { text_pair: pair });
const outputs = Object.entries(await run.model(inputs)).filter(([, value]) => value?.data !== undefined);
const answer = await run(...question);
process.stdout.write(
  JSON.stringify({
    ids: Array.from(inputs.input_ids.data, Number),
    outputs: Object.fromEntries(outputs.map(([name, { data }]) => [name, Array.from(data)])),
    answer: answer.tolist?.() ?? answer,
  }),
);
