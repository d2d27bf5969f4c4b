import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TinyRun } from './tiny-run.js';

/** A fine-tuning config that trains in a second or two on the cpu backend: an encoder from scratch, a label a text. */
export const TINY_FINETUNE = {
  plugins: ['./toy-records.mjs'],
  tokenizer: { use: 'wordpiece.v1', vocabularySize: 60 },
  encoder: {
    use: 'bert.v1',
    hiddenSize: 8,
    layers: 2,
    heads: 2,
    maxPositions: 16,
    initializerRange: 0.2,
    dropout: 0.1,
  },
  data: {
    train: { use: 'toy-records.v1', files: ['train.txt'] },
    validation: { use: 'toy-records.v1', files: ['dev.txt'] },
  },
  heads: [{ id: 'topic', use: 'sequence-classification.v1', metrics: [{ use: 'accuracy.v1' }] }],
  optimizer: { use: 'adamw.v1', learningRate: 0.02 },
  training: { batchSize: 8, epochs: 3, logEvery: 1, checkpointEvery: 1, evaluateEvery: 3 },
};

/** Reads lines `label text`, as labelled texts or as words with the label as everybody's tag. */
const DATASET = `
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { defineDataset } from '@cloze/contracts';

const records = (kind) => ({ files }, { directory }) => ({
  kind: 'records', recordKind: kind, files,
  async *records() {
    for (const file of files) {
      for (const [i, line] of readFileSync(join(directory, file), 'utf8').trimEnd().split('\\n').entries()) {
        const [label, ...words] = line.split(' ');
        const source = { file, line: i + 1 };
        const text = words.join(' ');
        if (kind === 'classification') yield { kind, text, label, source };
        else {
          let at = 0;
          const wordOffsets = words.flatMap((word) => [at, (at += word.length + 1) - 1]);
          yield { kind, text, words, wordOffsets, tags: words.map((word) => (word === 'cat' || word === 'dog' ? 'B-animal' : 'O')), source };
        }
      }
    }
  },
});
const options = z.strictObject({ files: z.array(z.string()) });
export const texts = defineDataset({ name: 'toy-records.v1', summary: 'Labelled texts.', options, open: async (...a) => records('classification')(...a) });
export const tags = defineDataset({ name: 'toy-tags.v1', summary: 'Tagged words.', options, open: async (...a) => records('tagging')(...a) });
`;

const TEXTS = {
  animals: ['the cat sat on the mat .', 'a dog ran after the cat .', 'the dog sat .', 'a red cat ran .'],
  places: ['the house was red .', 'a house on the hill .', 'the hill was red and the mat was not .', 'a red hill .'],
};

/** A folder with a few labelled texts and {@link TINY_FINETUNE}, changed as given, in `run.json`. */
export async function tinyFinetune(
  change: (config: typeof TINY_FINETUNE) => object = (config) => config,
): Promise<TinyRun> {
  const folder = await mkdtemp(join(tmpdir(), 'cloze-finetune-'));
  const lines = Object.entries(TEXTS).flatMap(([label, texts]) => texts.map((text) => `${label} ${text}`));
  await writeFile(join(folder, 'toy-records.mjs'), DATASET);
  await writeFile(join(folder, 'train.txt'), `${[...lines, ...lines, ...lines].join('\n')}\n`);
  await writeFile(join(folder, 'dev.txt'), `${lines.join('\n')}\n`);
  await writeFile(join(folder, 'run.json'), JSON.stringify(change(structuredClone(TINY_FINETUNE))));
  return {
    folder,
    path: (name) => join(folder, name),
    env: { CLOZE_CACHE: join(folder, 'cache') },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
