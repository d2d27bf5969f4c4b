import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderArtefacts } from '../run/folder-artefacts.js';
import { readMetrics } from './metrics-rows.js';

it('reads what a run recorded, but for a line that a kill cut off and values that are no numbers', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cloze-metrics-'));
  const artefacts = folderArtefacts(folder);
  try {
    expect(await readMetrics(artefacts)).toEqual([]);
    const lines = [
      '{"step":1,"epoch":0,"split":"train","loss":2.5,"note":null}',
      '{"step":2,"split":"other"}',
      '{"step":3,"spl',
    ];
    await artefacts.write('metrics.jsonl', lines.join('\n'));
    expect(await readMetrics(artefacts)).toEqual([{ step: 1, split: 'train', values: { epoch: 0, loss: 2.5 } }]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
