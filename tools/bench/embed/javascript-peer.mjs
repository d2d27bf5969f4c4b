// transformers.js' side of the embedding benchmark, on onnxruntime-node: obeys JSON lines on stdin, answers each on stdout. It takes
// texts in the order that they come, 32 at a time, and pads each batch to its longest; `sorted` does for it what a careful user would.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [packageFolder, models, name, threads, order] = process.argv.slice(2);
const path = createRequire(join(packageFolder, 'package.json')).resolve('@huggingface/transformers');
const { env, pipeline } = await import(pathToFileURL(path).href);
env.allowRemoteModels = false;
env.localModelPath = models;
const run = await pipeline('feature-extraction', name, {
  dtype: 'fp32',
  device: 'cpu',
  session_options: { intraOpNumThreads: Number(threads) },
});

for await (const line of createInterface({ input: process.stdin })) {
  const { texts, clock } = JSON.parse(line);
  const now = () => {
    const { user, system } = process.cpuUsage();
    return clock === 'cpu' ? (user + system) / 1e6 : performance.now() / 1e3;
  };
  const start = now();
  const places = texts.map((_, i) => i);
  if (order === 'sorted') places.sort((a, b) => texts[b].length - texts[a].length);
  const vectors = [];
  for (let at = 0; at < places.length; at += 32) {
    const batch = places.slice(at, at + 32);
    const { data, dims } = await run(
      batch.map((i) => texts[i]),
      { pooling: 'mean', normalize: true },
    );
    batch.forEach((i, row) => (vectors[i] = data.slice(row * dims[1], (row + 1) * dims[1])));
  }
  process.stdout.write(`${JSON.stringify({ seconds: now() - start, first: Array.from(vectors[0]) })}\n`);
}
