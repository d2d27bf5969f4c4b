import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SpansPrediction, TagsPrediction, TaskRecord } from '@cloze/contracts';
import { openDataset } from '@cloze/data-loaders';
import { entityF1, readEntities, spanF1 } from '@cloze/metrics';
import { builtIns } from '../../packages/cli/src/builtins.js';
import { load } from '../../packages/cli/src/model/loaded-model.js';
import { configs } from './finetuning-config.js';

/** Options of a head that change how it decodes, and nothing that is learned: the same model is measured with each. */
export type Decoding = Readonly<Record<string, string>>;

/** F1 against the nested entities of LitBank's test part: of a span head's, or of a tagger's, which cannot nest. */
export async function nestedScore(modelFolder: string, decoding?: Decoding): Promise<number> {
  const { records, predictions } = await predictTest<SpansPrediction | TagsPrediction>(
    modelFolder,
    'litbank',
    decoding,
  );
  const spans = predictions.map((one) => ('spans' in one ? one : { spans: spansOf(one) }));
  return spanF1.compute(spanF1.options.parse({}), spans, records)['spanF1'];
}

/** F1 of a tagger's entities on a config's test data. */
export async function entityScore(modelFolder: string, config: string, decoding: Decoding): Promise<number> {
  const { records, predictions } = await predictTest<TagsPrediction>(modelFolder, config, decoding);
  return entityF1.compute(entityF1.options.parse({}), predictions, records)['f1'];
}

/** What a model says of a config's test data. */
async function predictTest<Prediction>(modelFolder: string, config: string, decoding: Decoding | undefined) {
  const { data } = JSON.parse(readFileSync(join(configs, `${config}.json`), 'utf8')) as {
    data: { test: { use: string } };
  };
  const { dataset } = await openDataset(data.test, 'data.test', { plugins: builtIns, directory: configs });
  const records: TaskRecord[] = [];
  if (dataset.kind === 'records') for await (const record of dataset.records()) records.push(record);
  if (decoding !== undefined) decodeBy(modelFolder, decoding);
  const model = await load(modelFolder);
  try {
    const predicted = model.predictAll(
      records.map(({ words }) => ({ words })),
      { long: 'split' },
    );
    const predictions = predicted.map((result) => {
      if (!('predictions' in result)) throw result.error;
      return Object.values(result.predictions)[0] as unknown as Prediction;
    });
    return { records, predictions };
  } finally {
    await model.dispose();
  }
}

function decodeBy(modelFolder: string, decoding: Decoding): void {
  const file = join(modelFolder, 'cloze.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { heads: { options: object }[] };
  const heads = manifest.heads.map((head) => ({ ...head, options: { ...head.options, ...decoding } }));
  writeFileSync(file, JSON.stringify({ ...manifest, heads }));
}

function spansOf({ tags, offsets = [] }: TagsPrediction): SpansPrediction['spans'] {
  return readEntities(tags).map(({ type, start, end }) => ({
    start: offsets[start][0],
    end: offsets[end - 1][1],
    label: type,
    score: 1,
  }));
}
