import { DataError, type Encoding } from '@cloze/contracts';
import type { EmbeddingModel } from './embedding-model.js';
import { chosenLayers, type LayerChoice } from './layer-choice.js';
import { normalize } from './normalize.js';
import { poolRows, type Pooling } from './pool-rows.js';
import { tokensOfStretch } from './tokens-of-stretch.js';
import { tokenRows } from './token-rows.js';

/** A text to embed, or a stretch of it in its context. */
export interface TextToEmbed {
  readonly text: string;
  /** The stretch, in UTF-16 code units, end exclusive: the vector is the mean of its subwords. The whole text where left out. */
  readonly stretch?: { readonly start: number; readonly end: number };
  /** For messages, such as `line 3`. */
  readonly where?: string;
}

/** How to embed. */
export interface EmbedOptions {
  /** `last` by default. */
  readonly layers?: LayerChoice;
  /** For whole texts; `mean` by default. */
  readonly pooling?: Pooling;
  /** Divide each vector by its length; off by default. */
  readonly normalize?: boolean;
  /** Most tokens of a text; what the model takes by default, and never more. */
  readonly maxLength?: number;
  /** For longer texts: an error by default, cut off at the end, or split into windows whose vectors are joined. */
  readonly long?: 'error' | 'cut' | 'split';
  /** Tokens of a batch; more take more memory and, from some size on, no less time. */
  readonly batchTokens?: number;
  /** Told of a text that was cut. */
  readonly onCut?: (where: string) => void;
}

/** Texts sorted by length together: enough for full batches of like lengths, little enough to stream. */
const TEXTS_AT_ONCE = 1024;
const BATCH_TOKENS = 2048;

/** A text, named for messages. */
type NamedText = TextToEmbed & Required<Pick<TextToEmbed, 'where'>>;

/** One window of one text. */
interface Window {
  readonly text: number;
  readonly encoding: Encoding;
  /** Rows of the window that the vector is made of. */
  readonly from: number;
  readonly to: number;
}

/**
 * Vectors of texts, in their order, streamed: at most {@link TEXTS_AT_ONCE} texts and one batch are in memory. Batches hold texts of like lengths end
 * to end, without padding.
 * @throws DataError for a text that is too long, or a stretch that holds no token; UsageError for layers that the model has not
 */
export async function* embedTexts(
  model: EmbeddingModel,
  texts: Iterable<TextToEmbed> | AsyncIterable<TextToEmbed>,
  options: EmbedOptions = {},
): AsyncGenerator<Float32Array> {
  let block: NamedText[] = [];
  let count = 0;
  for await (const text of texts) {
    count += 1;
    block.push({ ...text, where: text.where ?? `text ${count}` });
    if (block.length < TEXTS_AT_ONCE) continue;
    yield* embedBlock(model, block, options);
    block = [];
  }
  yield* embedBlock(model, block, options);
}

function embedBlock(model: EmbeddingModel, texts: readonly NamedText[], options: EmbedOptions): Float32Array[] {
  const layers = chosenLayers(options.layers ?? 'last', model.encoder.sizes.layers);
  const windows = texts.flatMap((text, i) => windowsOf(model, text, i, options));
  windows.sort((a, b) => b.encoding.ids.length - a.encoding.ids.length || a.text - b.text);
  const parts: { readonly vector: Float32Array; readonly weight: number }[][] = texts.map(() => []);
  for (const batch of batchesOf(windows, options.batchTokens ?? BATCH_TOKENS)) {
    const { rows, width, starts } = tokenRows(
      model,
      batch.map(({ encoding }) => encoding),
      layers,
    );
    batch.forEach(({ text, from, to }, i) => {
      const pooling = texts[text].stretch ? 'mean' : (options.pooling ?? 'mean');
      const vector = poolRows(rows, width, starts[i] + from, starts[i] + to, pooling);
      parts[text].push({ vector, weight: to - from });
    });
  }
  return parts.map((ofText) => {
    const vector = joinWindows(ofText, options.pooling ?? 'mean');
    return options.normalize ? normalize(vector) : vector;
  });
}

/** The windows of a text that its vector is made of; for a stretch the one that shows most around it. */
function windowsOf(model: EmbeddingModel, item: NamedText, text: number, options: EmbedOptions): Window[] {
  const { tokenizer, encoder } = model;
  const longest = Math.min(options.maxLength ?? Infinity, encoder.sizes.maxPositions);
  const { where } = item;
  const whole = tokenizer.encode(item.text);
  const { length } = whole.ids;
  if (length <= longest) return [windowOf(whole, item, text) ?? missing(item, where)];
  const { long = 'error', onCut } = options;
  if (long === 'error') {
    throw new DataError({
      what: 'A text is longer than the model takes',
      where,
      received: `${length} tokens`,
      allowed: `at most ${longest}`,
      fix: 'shorten it, or cut or split long texts (`--long cut`, `--long split`)',
    });
  }
  const stride = long === 'split' && item.stretch ? Math.floor((longest - 2) / 2) : 0;
  const first = tokenizer.encode(item.text, undefined, { maxLength: longest, stride, overflow: true });
  if (long === 'cut') {
    onCut?.(where);
    return [windowOf(first, item, text) ?? missing(item, where)];
  }
  const windows = [first, ...first.overflowing].flatMap((encoding) => windowOf(encoding, item, text) ?? []);
  if (!item.stretch) return windows;
  const context = ({ encoding, from, to }: Window) => Math.min(from, encoding.ids.length - to);
  const best = [...windows].sort((a, b) => b.to - b.from - (a.to - a.from) || context(b) - context(a));
  return [best[0] ?? missing(item, where)];
}

/** All rows of an encoding, or those of the stretch; undefined where it holds none of them. */
function windowOf(encoding: Encoding, { stretch }: TextToEmbed, text: number): Window | undefined {
  if (!stretch) return { text, encoding, from: 0, to: encoding.ids.length };
  const tokens = tokensOfStretch(encoding, stretch.start, stretch.end);
  return tokens && { text, encoding, ...tokens };
}

function missing({ text, stretch }: TextToEmbed, where: string): never {
  const { start = 0, end = 0 } = stretch ?? {};
  throw new DataError({
    what: 'A stretch of a text holds no token',
    where,
    received: `${JSON.stringify(text.slice(start, end).slice(0, 60))}, characters ${start} to ${end} of ${text.length}`,
    allowed: 'a stretch with a letter in it, within what the model reads',
  });
}

function* batchesOf(windows: readonly Window[], batchTokens: number): Generator<Window[]> {
  let batch: Window[] = [];
  let tokens = 0;
  for (const window of windows) {
    const { length } = window.encoding.ids;
    if (batch.length > 0 && tokens + length > batchTokens) {
      yield batch;
      batch = [];
      tokens = 0;
    }
    batch.push(window);
    tokens += length;
  }
  if (batch.length > 0) yield batch;
}

/** Vectors of a text's windows as one: the largest of each dimension, else the mean with windows weighing as many as their tokens. */
function joinWindows(
  parts: readonly { readonly vector: Float32Array; readonly weight: number }[],
  pooling: Pooling,
): Float32Array {
  if (parts.length === 1) return parts[0].vector;
  if (pooling === 'max')
    return parts[0].vector.map((first, i) => parts.reduce((most, { vector }) => Math.max(most, vector[i]), first));
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  return parts[0].vector.map((_, i) => parts.reduce((sum, { vector, weight }) => sum + vector[i] * weight, 0) / total);
}
