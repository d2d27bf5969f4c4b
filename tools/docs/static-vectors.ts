import { existsSync, mkdirSync, createWriteStream, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { once } from 'node:events';
import { load } from '../../packages/cli/src/model/loaded-model.js';

/**
 * Writes a model's word embeddings as a word2vec text file, once: the vectors that its layers start from, without the layers. Baselines that
 * start from them show what context adds.
 */
export async function writeStaticVectors(modelFolder: string, file: string): Promise<void> {
  if (existsSync(file)) return;
  mkdirSync(dirname(file), { recursive: true });
  const model = await load(modelFolder, { backend: 'cpu' });
  const words = model.encoder.wordEmbeddings();
  const [rows, width] = words.shape;
  const values = words.dataSync();
  const temporary = `${file}.tmp`;
  const out = createWriteStream(temporary);
  out.write(`${rows} ${width}\n`);
  for (let row = 0; row < rows; row += 1) {
    const vector = Array.from(values.subarray(row * width, (row + 1) * width), (value) => value.toFixed(5));
    if (!out.write(`${model.tokenizer.vocabulary.token(row) ?? ''} ${vector.join(' ')}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
  await model.dispose();
  renameSync(temporary, file);
}
