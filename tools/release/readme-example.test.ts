import { describe, expect, it } from 'vitest';
import { readmeExample } from './readme-example.js';

describe('readmeExample', () => {
  it('takes the first ts block and no other', () => {
    const text = '# Title\n\n```sh\nls\n```\n\n```ts\nconst a = 1;\nconst b = 2;\n```\n\n```ts\nlater();\n```\n';
    expect(readmeExample(text)).toBe('const a = 1;\nconst b = 2;\n');
    expect(readmeExample('# Title\n')).toBeUndefined();
  });
});
