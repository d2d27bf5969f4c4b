import { createLabelSet, type TaskRecord } from '@cloze/contracts';
import { spanClassification } from '@cloze/finetuning-heads';
import { BERT_SPECIAL_TOKENS, bertTemplates, SubwordTokenizer, UNCASED } from '@cloze/tokenizer';
import { describe, expect, it } from 'vitest';
import type { ChosenHead } from './parse-finetune.js';
import { encodeTasks } from './tasks.js';

const tokenizer = new SubwordTokenizer({
  model: { type: 'WordPiece', maxWordLength: 100 },
  tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a'],
  addedTokens: [],
  specialTokens: BERT_SPECIAL_TOKENS,
  continuationPrefix: '##',
  normalization: UNCASED,
  templates: bertTemplates(2, 3),
  decoder: { prefix: '##', cleanup: true },
});

/** A record of so many words, with one span of all of them. */
const spanOf = (words: number): TaskRecord => {
  const text = Array(words).fill('a').join(' ');
  return { kind: 'spans', text, spans: [{ start: 0, end: text.length, label: 'x' }], source: { file: 'spans' } };
};

describe('encodeTasks', () => {
  it('says what of the training records a head cannot learn', async () => {
    const lines: string[] = [];
    const logger = { debug: () => {}, info: () => {}, warn: (line: string) => void lines.push(line) };
    const options = spanClassification.options.parse({ maxSpanLength: 3 });
    const head = { id: 'names', plugin: spanClassification, options } as unknown as ChosenHead;
    const [train, validation] = [[2, 4, 3, 5].map(spanOf), [spanOf(7)]];
    const tasks = [{ head, kind: 'spans' as const, labels: createLabelSet(['x']), train, validation }];
    const [task] = await encodeTasks(tasks, tokenizer, { maxLength: 16, tooLong: 'error' }, logger);
    expect(task.train.windows).toHaveLength(4);
    expect(lines).toEqual([
      'names: 2 of 4 spans are longer than maxSpanLength (3 words) and cannot be learnt; raise it to 5.',
    ]);
  });
});
