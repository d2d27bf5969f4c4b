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

/** Encodes what a head learns from, and gives what is told of it. */
async function warningsOf(train: readonly TaskRecord[]) {
  const lines: string[] = [];
  const logger = { debug: () => {}, info: () => {}, warn: (line: string) => void lines.push(line) };
  const options = spanClassification.options.parse({ maxSpanLength: 3 });
  const head = { id: 'names', plugin: spanClassification, options } as unknown as ChosenHead;
  const tasks = [{ head, kind: 'spans' as const, labels: createLabelSet(['x']), train, validation: [spanOf(7)] }];
  const [task] = await encodeTasks(tasks, tokenizer, { maxLength: 16, tooLong: 'error' }, logger);
  expect(task.train.windows).toHaveLength(train.length);
  return lines;
}

describe('encodeTasks', () => {
  it('says what of the training records a head cannot learn', async () => {
    expect(await warningsOf([2, 4, 3, 5].map(spanOf))).toEqual([
      'names: 2 of 4 spans are longer than maxSpanLength (3 words) and cannot be learnt; raise it to 5.',
    ]);
  });

  it('says how many of them are not labelled', async () => {
    const bare: TaskRecord = { kind: 'spans', text: 'a', source: { file: 'spans' } };
    expect(await warningsOf([spanOf(2), bare, bare])).toEqual([
      'names: 2 of 3 training records have not all that it learns.',
    ]);
  });
});
