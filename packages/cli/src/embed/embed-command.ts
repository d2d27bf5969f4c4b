import { createInterface } from 'node:readline';
import { UsageError } from '@cloze/contracts';
import { embedTexts, openVectorOutput, type EmbedOptions, type VectorFormat } from '@cloze/embeddings';
import { parseLong } from '../commands/long-text.js';
import { load } from '../model/loaded-model.js';
import { createLog } from '../output/log.js';
import { oneOf } from './one-of.js';
import { parseTextLine } from './parse-text-line.js';
import type { EmbedFlags } from './embed.js';

const FORMATS: readonly VectorFormat[] = ['jsonl', 'npy', 'parquet'];
const POOLINGS = ['mean', 'cls', 'max'] as const;
const LAYERS = ['last', 'last4-mean', 'last4-concat'] as const;

/** `cloze embed`: JSON lines on stdin, vectors out, streamed. */
export async function embedCommand(flags: EmbedFlags): Promise<void> {
  const log = createLog();
  const format = oneOf('--format', flags.format, FORMATS);
  if (format !== 'jsonl' && flags.out === undefined) {
    throw new UsageError({
      what: `The format ${format} goes into a file`,
      where: '--format',
      fix: 'give --out FILE too',
    });
  }
  const options: EmbedOptions = {
    pooling: oneOf('--pooling', flags.pooling, POOLINGS),
    layers: /^\d+$/.test(flags.layers) ? Number(flags.layers) : oneOf('--layers', flags.layers, LAYERS),
    normalize: flags.normalize,
    maxLength: flags.maxLength,
    long: parseLong(flags.long),
    onCut: (where) => log.warn(`${where} was cut`),
  };
  const model = await load(flags.model, { backend: flags.backend, plugins: flags.plugin, logger: log });
  try {
    const output = await openVectorOutput(format, flags.out);
    try {
      for await (const vector of embedTexts(model, readTexts(), options)) await output.write(vector);
      await output.finish();
    } finally {
      await output.close();
    }
  } finally {
    await model.dispose();
  }
}

async function* readTexts() {
  let number = 0;
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    number += 1;
    yield parseTextLine(line, number);
  }
}
