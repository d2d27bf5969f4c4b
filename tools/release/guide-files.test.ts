import { describe, expect, it } from 'vitest';
import { guideFiles } from './guide-files.js';

describe('guideFiles', () => {
  it('takes the blocks that name a file', () => {
    const text = 'Text\n\n```ts a.ts\nconst a = 1;\n```\n\n```sh\nls\n```\n\n```json run.json\n{}\n```\n';
    expect([...guideFiles(text)]).toEqual([
      ['a.ts', 'const a = 1;\n'],
      ['run.json', '{}\n'],
    ]);
  });
});
