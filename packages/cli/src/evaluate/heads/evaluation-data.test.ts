import { describe, expect, it } from 'vitest';
import { messageOf } from '../../testing/message-of.js';
import { evaluationData } from './evaluation-data.js';

const learned = { use: 'conll.v1', files: ['a.txt'], tagColumn: 1, limit: 5, part: { of: 2, take: [0] } };

describe('the data of an evaluation', () => {
  it("is files that are read as the model's own were, but for which of them", async () => {
    expect(await evaluationData(['b.txt', 'c.txt'], learned)).toEqual({
      choice: { use: 'conll.v1', files: ['b.txt', 'c.txt'], tagColumn: 1 },
      where: '--data',
    });
  });

  it('is a dataset as in a config, with its limit', async () => {
    expect(await evaluationData(['{"use": "jsonl.v1", "files": ["x.jsonl"], "limit": 3}'], learned)).toEqual({
      choice: { use: 'jsonl.v1', files: ['x.jsonl'] },
      limit: 3,
      where: '--data',
    });
    expect(await messageOf(() => evaluationData(['{"use": "jsonl.v1", "files": ["x.jsonl"], "limit": 0}'], undefined)))
      .toBe(`Wrong value for an option
  where: --data, limit
  received: 0
  allowed: a whole number above 0
  fix: say how many records to take, or leave it out for all`);
  });

  it('says how files are given that stand by name', async () => {
    const named = { use: 'labelled-lines.v1', files: { good: 'g.txt', bad: 'b.txt' }, limit: 3 };
    expect(await messageOf(() => evaluationData(['x.txt'], named)))
      .toBe(`Files of "labelled-lines.v1" are not given by their paths alone
  where: --data
  received: x.txt
  allowed: a dataset as in a config, or a .json file with one
  fix: give the files as the model's own data has them: {"use":"labelled-lines.v1","files":{"good":"g.txt","bad":"b.txt"}}`);
  });
});
