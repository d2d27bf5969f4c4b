/** The work of `cloze embed` that nothing spares it, alone: obeys JSON lines on stdin, answers each on stdout. */
import { createInterface } from 'node:readline';
import type { EncoderInputArrays } from '@cloze/contracts';
import { inference, toEncoderInput } from '@cloze/contracts/tensor';
import { embedTexts, type EmbeddingModel } from '@cloze/embeddings';
import { tidy } from '@tensorflow/tfjs-core';
import { load } from 'cloze';

const { tokenizer, encoder } = await load(process.argv[2]);
for await (const line of createInterface({ input: process.stdin })) {
  const { texts } = JSON.parse(line) as { readonly texts: readonly string[] };
  const batches = await batchesOf(texts);
  const forward = seconds(() => {
    for (const batch of batches) {
      tidy(() => {
        encoder.encode(toEncoderInput(batch), { mode: inference }).hidden.dataSync();
      });
    }
  });
  const tokenising = seconds(() => {
    for (const text of texts) tokenizer.encode(text);
  });
  process.stdout.write(`${JSON.stringify({ forward, tokenising })}\n`);
}

/** The batches that the encoder is given when these texts are embedded. */
async function batchesOf(texts: readonly string[]): Promise<readonly EncoderInputArrays[]> {
  const batches: EncoderInputArrays[] = [];
  const overheard: EmbeddingModel = {
    tokenizer,
    encoder: {
      sizes: encoder.sizes,
      wordEmbeddings: () => encoder.wordEmbeddings(),
      encode(input, options) {
        const [inputIds, segmentIds, positionIds] = [input.inputIds, input.segmentIds, input.positionIds].map((ids) =>
          Int32Array.from(ids.dataSync()),
        );
        const { exampleStarts, partStarts } = input;
        batches.push({ inputIds, segmentIds, positionIds, exampleStarts, partStarts });
        return encoder.encode(input, options);
      },
    },
  };
  const items = texts.map((text) => ({ text }));
  for await (const vector of embedTexts(overheard, items, { maxLength: 256, long: 'cut' }))
    if (vector.length === 0) throw new Error('a vector of no numbers');
  return batches;
}

function seconds(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1e3;
}
