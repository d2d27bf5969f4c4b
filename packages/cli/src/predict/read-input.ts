import { DataError, type RecordKind, type TaskRecord, type Tokenizer } from '@cloze/contracts';
import { findWords, joinWords } from '@cloze/data-loaders';
import { z } from 'zod';

const text = z.string();

/** What can be predicted for. */
const input = z.strictObject({
  /** Comes back with the prediction. */
  id: z.union([z.string(), z.number()]).optional(),
  text: text.optional(),
  words: z.array(text).min(1).optional(),
  pair: text.optional(),
  question: text.optional(),
  context: text.optional(),
  /** Spans to find relations between, where they are known; they need no labels. */
  spans: z.array(z.strictObject({ start: z.int(), end: z.int(), label: text.default('') })).optional(),
});

/** A text, words, a pair of texts, or a question and its context. */
export type PredictInput = z.infer<typeof input>;

/** What heads read: see {@link PredictInput}; a string is a text. */
export type Predictable = string | z.input<typeof input>;

const ALLOWED = '{"text"}, {"words"}, {"text", "pair"} or {"question", "context"}';

/**
 * Checks an input.
 * @param where for messages, such as `line 3`
 * @throws DataError naming what is wrong
 */
export function checkInput(value: unknown, where: string): PredictInput {
  const result = input.safeParse(typeof value === 'string' ? { text: value } : value);
  if (!result.success) {
    const [{ path, message }] = result.error.issues;
    throw new DataError({
      what: 'An input is not what predict reads',
      where: path.length > 0 ? `${where}, ${path.join('.')}` : where,
      received: message,
      allowed: ALLOWED,
    });
  }
  const { text: given, words, question, context } = result.data;
  const texts = [given, words, context].filter((part) => part !== undefined).length;
  if (texts !== 1 || (question === undefined) !== (context === undefined)) {
    throw new DataError({
      what: 'An input is not what predict reads',
      where,
      received: Object.keys(result.data).join(', ') || 'an empty object',
      allowed: ALLOWED,
    });
  }
  checkSpans(result.data, where);
  return result.data;
}

/** @throws DataError for a span that is not inside the text */
function checkSpans({ text: given, words = [], context, spans = [] }: PredictInput, where: string): void {
  const { length } = given ?? context ?? joinWords(words).text;
  spans.forEach(({ start, end }, i) => {
    if (start >= 0 && start < end && end <= length) return;
    throw new DataError({
      what: 'A stretch is not inside the text',
      where: `${where}, spans.${i}`,
      received: `${start} to ${end}`,
      allowed: `0 <= start < end <= ${length}`,
      fix: 'count UTF-16 code units, the end exclusive',
    });
  });
}

/** The record of a kind that an input makes; undefined where it lacks what that kind needs. */
export function toRecord(
  given: PredictInput,
  kind: RecordKind,
  where: string,
  tokenizer: Tokenizer,
): TaskRecord | undefined {
  const source = { file: where };
  const { question, context, pair, spans, words, text: running = '' } = given;
  if (kind === 'question') {
    return question === undefined || context === undefined ? undefined : { kind, text: context, question, source };
  }
  if (question !== undefined) return undefined;
  const side = words === undefined ? { text: running } : joinWords(words);
  switch (kind) {
    case 'pair':
      return pair === undefined ? undefined : { kind, ...side, pair, source };
    case 'regression':
      return { kind, ...side, ...(pair !== undefined && { pair }), source };
    case 'tagging':
      // A tagger labels words: those of running text are the tokenizer's.
      if (pair !== undefined) return undefined;
      return { kind, source, text: running, ...(words ? joinWords(words) : findWords(running, tokenizer)) };
    case 'relations':
      return pair === undefined ? { kind, ...side, ...(spans && { spans }), source } : undefined;
    default:
      return pair === undefined ? { kind, ...side, source } : undefined;
  }
}
