import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SpansPrediction, TagsPrediction, TaskRecord } from '@cloze/contracts';
import { openDataset } from '@cloze/data-loaders';
import { readEntities, spanF1 } from '@cloze/metrics';
import { builtIns } from '../../packages/cli/src/builtins.js';
import { load } from '../../packages/cli/src/model/loaded-model.js';

const configs = join(import.meta.dirname, '../../examples/finetuning');

/** F1 of a tagger's entities, which cannot nest, against the nested ones of LitBank's test part: what the span head is held to. */
export async function nestedScore(modelFolder: string): Promise<number> {
  const { data } = JSON.parse(readFileSync(join(configs, 'litbank.json'), 'utf8')) as {
    data: { test: { use: string } };
  };
  const { dataset } = await openDataset(data.test, 'data.test', { plugins: builtIns, directory: configs });
  const records: TaskRecord[] = [];
  if (dataset.kind === 'records') for await (const record of dataset.records()) records.push(record);
  const model = await load(modelFolder);
  try {
    const predicted = model.predictAll(
      records.map(({ words }) => ({ words })),
      { long: 'split' },
    );
    const predictions = predicted.map((result): SpansPrediction => {
      if (!('predictions' in result)) throw result.error;
      return { spans: spansOf(Object.values(result.predictions)[0] as unknown as TagsPrediction) };
    });
    return spanF1.compute(spanF1.options.parse({}), predictions, records)['spanF1'];
  } finally {
    await model.dispose();
  }
}

function spansOf({ tags, offsets = [] }: TagsPrediction): SpansPrediction['spans'] {
  return readEntities(tags).map(({ type, start, end }) => ({
    start: offsets[start][0],
    end: offsets[end - 1][1],
    label: type,
    score: 1,
  }));
}
