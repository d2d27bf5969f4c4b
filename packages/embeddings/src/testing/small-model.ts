import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyedRandom } from '@cloze/contracts';
import { bert } from '@cloze/encoder-core';
import { loadTokenizer } from '@cloze/tokenizer';
import type { EmbeddingModel } from '../contextual/embedding-model.js';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
const TOKENS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', '.', 'the', 'cat', 'sat', 'bank', 'river', 'money'];

/** A BERT of five layers with random weights, and a tokenizer that knows a few words and all letters. */
export async function smallModel(maxPositions = 16): Promise<EmbeddingModel & { dispose(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'cloze-embeddings-'));
  const tokens = [...TOKENS, ...LETTERS, ...LETTERS.map((letter) => `##${letter}`)];
  writeFileSync(join(folder, 'vocab.txt'), `${tokens.join('\n')}\n`);
  const tokenizer = await loadTokenizer(folder);
  rmSync(folder, { recursive: true });
  const options = bert.options.parse({ hiddenSize: 8, heads: 2, layers: 5, maxPositions, initializerRange: 0.5 });
  const encoder = bert.create(options, { vocabularySize: tokenizer.vocabulary.size, random: new KeyedRandom(1) });
  return { tokenizer, encoder, dispose: () => encoder.dispose() };
}
