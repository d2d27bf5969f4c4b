import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RecordKind } from '@cloze/contracts';
import { dataLoaderPlugins } from '@cloze/data-loaders';
import { finetuningPlugins } from '@cloze/finetuning-heads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messageOf } from '../testing/message-of.js';
import type { ParsedFinetune } from './parse-finetune.js';
import { readTasks } from './tasks.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cloze-tasks-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Reads what one head learns from and is held against. */
async function readTask(
  use: string,
  options: object,
  record: RecordKind,
  { train, validation }: { readonly train: readonly object[]; readonly validation: readonly object[] },
) {
  const write = async (name: string, records: readonly object[]) => {
    await writeFile(join(directory, name), records.map((one) => `${JSON.stringify(one)}\n`).join(''));
    return { choice: { use: 'jsonl.v1', files: [name], record }, where: `data.${name.replace('.jsonl', '')}` };
  };
  const plugin = finetuningPlugins.find(({ name }) => name === use);
  if (plugin === undefined) throw new Error(use);
  const data = { train: await write('train.jsonl', train), validation: await write('validation.jsonl', validation) };
  const head = { plugin, options: plugin.options.parse(options), id: 'task', where: 'heads[0]', data };
  const [task] = await readTasks({ heads: [head] } as unknown as ParsedFinetune, {
    plugins: dataLoaderPlugins,
    directory,
  });
  return task;
}

const text = 'Ada met Bob';
const [ada, bob] = [
  { start: 0, end: 3 },
  { start: 8, end: 11 },
];
const relations = [{ head: 0, tail: 1, label: 'knows' }];
const named = { text, spans: [ada, bob].map((at) => ({ ...at, label: 'person' })), relations };
const bare = { text, spans: [ada, bob], relations };
const other = { text, spans: [ada, bob].map((at) => ({ ...at, label: 'name' })), relations };

describe('readTasks', () => {
  it('finds labels of relations and, where spans are found too, of those', async () => {
    const read = (spans: string) =>
      readTask('span-relation.v1', { spans }, 'relations', { train: [named], validation: [named] });
    const joint = await read('joint');
    expect([joint.labels.names, joint.labels.spans?.names]).toEqual([['knows'], ['person']]);
    const given = await read('given');
    expect([given.labels.names, given.labels.spans]).toEqual([['knows'], undefined]);
  });

  it('looks at no labels of spans between which relations are found', async () => {
    const read = (spans: string, train: object, validation: object) =>
      readTask('span-relation.v1', { spans }, 'relations', { train: [train], validation: [validation] });
    for (const [train, validation] of [
      [bare, bare],
      [named, other],
      [bare, named],
    ])
      await expect(read('given', train, validation)).resolves.toMatchObject({ labels: { names: ['knows'] } });
    expect(await messageOf(() => read('joint', named, bare))).toBe(
      `A span has no label, which the head learns
  where: ${directory}/validation.jsonl, line 1
  received: "Ada", 0 to 3
  fix: label it, or set "spans": "given" of a head that is to find relations between given spans alone`,
    );
    expect(await messageOf(() => read('joint', named, other))).toBe(
      `A record has a label that the training records do not have
  where: ${directory}/validation.jsonl, line 1
  received: "name"
  allowed: person
  fix: declare it in "spanLabels", add training records that have it, or leave the record out`,
    );
  });

  it('refuses what is not labelled before anything is encoded', async () => {
    const read = (options: object, train: object, validation: object) =>
      messageOf(() =>
        readTask('sequence-classification.v1', options, 'classification', {
          train: [train],
          validation: [validation],
        }),
      );
    const labelled = { text, label: 'x' };
    expect(await read({}, { text, class: 'x' }, { text, class: 'x' })).toBe(
      `No training record has what the head "task" learns
  where: ${directory}/train.jsonl, line 1
  received: a record with "text"
  allowed: a record with "label"
  fix: give it, or leave the record out; a name that the file has for it goes into the dataset's "fields"`,
    );
    expect(await read({}, labelled, { text, labels: ['x'] })).toBe(
      `A record does not have what the head "task" is held against
  where: ${directory}/validation.jsonl, line 1
  received: a record with "text", "labels"
  allowed: a record with "label"
  fix: set "task": "multi-label" of the head where a text may have several labels, or give each text one "label"`,
    );
    expect(await read({ task: 'multi-label' }, labelled, { text, labels: ['x'] })).toBe('no error');
  });
});
