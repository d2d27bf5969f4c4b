import type { BatchArrays, EncoderInputArrays } from '@cloze/contracts';

/** All batches as a single one, which gives the same losses if they are exact means over targets. For `words` targets. */
export function mergeBatches(batches: readonly BatchArrays[], id = 'words'): BatchArrays {
  const views = batches.map(({ views }) => views.corrupted);
  const corrupted = concatenate(views);
  const offsets = views.map((_, i) => views.slice(0, i).reduce((sum, { inputIds }) => sum + inputIds.length, 0));
  const rows = batches.flatMap(({ targets }, i) =>
    [...array(targets[id].arrays['rows'])].map((row) => row + offsets[i]),
  );
  const labels = batches.flatMap(({ targets }) => [...array(targets[id].arrays['labels'])]);
  return {
    epoch: 0,
    index: 0,
    views: { original: corrupted, corrupted },
    targets: {
      [id]: { arrays: { rows: Int32Array.from(rows), labels: Int32Array.from(labels) }, weight: rows.length },
    },
  };
}

function concatenate(views: readonly EncoderInputArrays[]): EncoderInputArrays {
  const join = (key: 'inputIds' | 'segmentIds' | 'positionIds') =>
    Int32Array.from(views.flatMap((view) => [...view[key]]));
  const starts = [0];
  for (const { exampleStarts } of views) {
    const base = starts[starts.length - 1];
    for (const start of exampleStarts.slice(1)) starts.push(base + start);
  }
  const exampleStarts = Int32Array.from(starts);
  return {
    inputIds: join('inputIds'),
    segmentIds: join('segmentIds'),
    positionIds: join('positionIds'),
    exampleStarts,
    partStarts: exampleStarts,
  };
}

function array(value: unknown): Int32Array {
  if (value instanceof Int32Array) return value;
  throw new TypeError('an Int32Array was expected');
}
