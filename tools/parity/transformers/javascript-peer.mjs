// Loads a folder that cloze wrote with transformers.js and prints what it computes: node javascript-peer.mjs PACKAGE_FOLDER MODELS NAME TASK TEXT
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [packageFolder, models, name, task, text] = process.argv.slice(2);
const path = createRequire(join(packageFolder, 'package.json')).resolve('@huggingface/transformers');
const { env, pipeline } = await import(pathToFileURL(path).href);
env.allowRemoteModels = false;
env.localModelPath = models;
const run = await pipeline(task, name, { dtype: 'fp32', device: 'cpu' });
const output =
  task === 'feature-extraction'
    ? (await run(text, { pooling: 'mean', normalize: true })).tolist()[0]
    : await run(text, { top_k: null });
process.stdout.write(`${JSON.stringify(output)}\n`);
