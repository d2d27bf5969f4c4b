import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { testBackends, useBackend } from '@cloze/backend/testing';
import { loadParameters, readModelFolder } from '@cloze/checkpoints';
import { KeyedRandom } from '@cloze/contracts';
import { bert } from '@cloze/encoder-core';
import { loadTokenizer } from '@cloze/tokenizer';
import type { EmbeddingModel } from '../contextual/embedding-model.js';

const data = process.env['CLOZE_DATA'] ?? new URL('../../../../../shared/data', import.meta.url).pathname;
const folder = join(data, '../models/all-MiniLM-L6-v2-fp16');

/** Whether the reference model is here. */
export const hasMiniLm = existsSync(folder);

/** all-MiniLM-L6-v2 with float16 weights, on the fastest backend there is. */
export async function miniLm(): Promise<EmbeddingModel> {
  await useBackend(testBackends.includes('native') ? 'native' : 'wasm');
  const opened = await readModelFolder(folder);
  const encoder = bert.create(bert.fromModelConfig!(opened.config)!, {
    vocabularySize: Number(opened.config['vocab_size']),
    random: new KeyedRandom(1),
  });
  await loadParameters(encoder.parameters, opened);
  await opened.close();
  return { tokenizer: await loadTokenizer(folder), encoder };
}
