import { DataError, type EncodedRecord, type TaskRecord, type Tokenizer } from '@cloze/contracts';
import { acceptedKind, joinWindows, type Encoder } from '@cloze/contracts/tensor';
import { encodeRecord } from '@cloze/data-loaders';
import { checkLong, tooLong, type LongText } from '../commands/long-text.js';
import { decodeTurn, runHeads, type ModelHead } from './head-runner.js';
import { lengthBatches } from './length-batches.js';
import { checkInput, toRecord, type PredictInput } from './read-input.js';

/** What predicts. */
export interface Predictor {
  readonly tokenizer: Tokenizer;
  readonly encoder: Encoder;
  readonly heads: readonly ModelHead[];
  /** Most tokens of an example, and tokens that windows share. */
  readonly input: { readonly maxLength: number; readonly stride: number };
}

/** How to predict. */
export interface PredictOptions {
  /** For texts longer than the model takes; `error` by default. */
  readonly long?: LongText;
  /** Told when a text was cut to so many tokens. */
  readonly onCut?: (tokens: number, where: string) => void;
}

/** What one head says: plain data, such as `{ label, probabilities }`. */
export type Prediction = Readonly<Record<string, unknown>>;

/** What became of an input: what each head that can read it says, by its id, or the reason why there is nothing. */
export type Predicted =
  | { readonly predictions: Readonly<Record<string, Prediction>>; readonly error?: undefined }
  | { readonly error: unknown };

/** An input on its way: one view a window, and its record as each head reads it. */
interface Prepared {
  readonly windows: readonly EncodedRecord[];
  /** By head id. */
  readonly records: ReadonlyMap<string, TaskRecord>;
}

/** A window of an input, on its way through the encoder. */
interface Place {
  readonly input: number;
  readonly index: number;
  readonly window: EncodedRecord;
}

/**
 * What heads say of inputs, in their order; batches are of similar lengths. An input that cannot be read, is too long, or makes a head fail
 * gives its error and leaves the others alone.
 * @param wheres names the inputs in messages
 * @throws UsageError for a wrong `long`
 */
export function predictAll(
  predictor: Predictor,
  inputs: readonly unknown[],
  options: PredictOptions = {},
  wheres: readonly string[] = inputs.map((_, i) => `input ${i + 1}`),
): Predicted[] {
  if (options.long !== undefined) checkLong(options.long, 'long');
  const prepared = inputs.map((value, i) => attempt(() => prepare(predictor, value, wheres[i], options)));
  const places = prepared.flatMap((one, input): Place[] =>
    'error' in one ? [] : one.value.windows.map((window, index) => ({ input, index, window })),
  );
  const decoded = prepared.map(() => new Map<string, unknown[]>());
  const failed = new Map<number, unknown>();
  const run = (heads: readonly ModelHead[], batch: readonly Place[]): void => {
    const windowsOf = ({ id }: ModelHead) =>
      batch.map(({ input, window }) => ({ ...window, record: recordOf(prepared[input], id) ?? window.record }));
    runHeads(
      predictor.encoder,
      heads,
      batch.map(({ window }) => window),
      (turn) =>
        decodeTurn(turn).forEach((value, i) => {
          const own = decoded[batch[i].input];
          const before = own.get(turn.head.id) ?? [];
          before[batch[i].index] = value;
          own.set(turn.head.id, before);
        }),
      windowsOf,
    );
  };
  /** A batch that fails is run again window by window, so that only the inputs at fault are without an answer. */
  const runApart = (heads: readonly ModelHead[], batch: readonly Place[]): void => {
    const done = attempt(() => run(heads, batch));
    if (!('error' in done)) return;
    if (batch.length === 1) failed.set(batch[0].input, done.error);
    else batch.forEach((place) => runApart(heads, [place]));
  };
  // Heads that read the same inputs share a pass of the encoder.
  for (const group of groupBy(places, ({ input }) => headsKey(prepared[input]))) {
    const heads = predictor.heads.filter(({ id }) => recordOf(prepared[group[0].input], id) !== undefined);
    for (const indices of lengthBatches(group.map(({ window }) => window.view.inputIds.length))) {
      runApart(
        heads,
        indices.map((i) => group[i]),
      );
    }
  }
  return prepared.map((one, i) => {
    if ('error' in one) return { error: one.error };
    if (failed.has(i)) return { error: failed.get(i) };
    const joined = attempt(() => joinAll(predictor.heads, one.value, decoded[i]));
    return 'error' in joined ? { error: joined.error } : { predictions: joined.value };
  });
}

function joinAll(
  heads: readonly ModelHead[],
  { windows, records }: Prepared,
  decoded: ReadonlyMap<string, readonly unknown[]>,
): Record<string, Prediction> {
  const predictions: Record<string, Prediction> = {};
  for (const { id, chosen, labels } of heads) {
    const record = records.get(id);
    const own = decoded.get(id);
    if (record === undefined || own === undefined) continue;
    const seen = windows.map((window) => ({ ...window, record }));
    const [prediction] = joinWindows(chosen.plugin, chosen.options, own, seen, labels);
    predictions[id] = isObject(prediction) ? prediction : { prediction };
  }
  return predictions;
}

function prepare(predictor: Predictor, value: unknown, where: string, options: PredictOptions): Prepared {
  const { heads, tokenizer } = predictor;
  const input = checkInput(value, where);
  const records = new Map<string, TaskRecord>();
  for (const { id, chosen } of heads) {
    const record = toRecord(input, acceptedKind(chosen.plugin, chosen.options), where, tokenizer);
    if (record !== undefined) records.set(id, record);
  }
  const [first] = [...records.values()].sort((a, b) => Number('words' in b) - Number('words' in a));
  if (first === undefined) throw nothingToSay(heads, input, where);
  return { windows: encode(predictor, first, where, options), records };
}

function encode(
  { tokenizer, input: { maxLength, stride } }: Predictor,
  record: TaskRecord,
  where: string,
  { long = 'error', onCut }: PredictOptions,
): readonly EncodedRecord[] {
  const limits = { maxLength, stride };
  if (long === 'split') return encodeRecord(record, tokenizer, { ...limits, tooLong: 'windows' });
  let cut = false;
  const windows = encodeRecord(record, tokenizer, { ...limits, tooLong: 'cut' }, () => (cut = true));
  if (!cut) return windows;
  if (long === 'error') {
    const whole = encodeRecord(record, tokenizer, { maxLength: Number.MAX_SAFE_INTEGER, tooLong: 'error' });
    throw tooLong(where, whole[0].view.inputIds.length, maxLength);
  }
  onCut?.(maxLength, where);
  return windows;
}

function nothingToSay(heads: readonly ModelHead[], input: PredictInput, where: string): DataError {
  const kinds: Readonly<Record<string, string>> = {
    pair: '{"text", "pair"}',
    question: '{"question", "context"}',
    regression: '{"text"} or {"text", "pair"}',
  };
  const wanted = heads.map(
    ({ chosen }) => kinds[acceptedKind(chosen.plugin, chosen.options)] ?? '{"text"} or {"words"}',
  );
  return new DataError({
    what: 'No head of the model can read an input',
    where,
    received: `{${Object.keys(input)
      .map((key) => JSON.stringify(key))
      .join(', ')}}`,
    allowed: [...new Set(wanted)].join(', '),
  });
}

type Attempt<Value> = { readonly value: Value } | { readonly error: unknown };

function attempt<Value>(work: () => Value): Attempt<Value> {
  try {
    return { value: work() };
  } catch (error) {
    return { error };
  }
}

function recordOf(prepared: Attempt<Prepared>, id: string): TaskRecord | undefined {
  return 'error' in prepared ? undefined : prepared.value.records.get(id);
}

function headsKey(prepared: Attempt<Prepared>): string {
  return 'error' in prepared ? '' : [...prepared.value.records.keys()].join();
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): readonly Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}

function isObject(value: unknown): value is Prediction {
  return typeof value === 'object' && value !== null;
}
