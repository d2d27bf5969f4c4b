import type { EmbeddingModel } from '../contextual/embedding-model.js';
import { chosenLayers, vectorWidth, type LayerChoice } from '../contextual/layer-choice.js';
import { tokenRows } from '../contextual/token-rows.js';
import { StaticVectors } from './static-vectors.js';

/** How to average. */
export interface TypeVectorOptions {
  /** `last` by default. */
  readonly layers?: LayerChoice;
  /** Occurrences read of each word; 100 by default: the mean hardly changes after. */
  readonly perWord?: number;
  /** Words of interest; every one where left out. Lower case where the texts are to be read so. */
  readonly words?: ReadonlySet<string>;
}

const BATCH_TOKENS = 2048;
const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;

/**
 * A vector a word type: the mean of its vectors in the contexts it stands in (Bommasani et al., 2020), each the mean of its subwords. Words are runs
 * of letters and digits, in lower case. Texts longer than the model takes are cut.
 */
export async function typeVectors(
  model: EmbeddingModel,
  texts: Iterable<string> | AsyncIterable<string>,
  { layers: choice = 'last', perWord = 100, words }: TypeVectorOptions = {},
): Promise<StaticVectors> {
  const { tokenizer, encoder } = model;
  const layers = chosenLayers(choice, encoder.sizes.layers);
  const sums = new Map<string, { readonly sum: Float64Array; read: number }>();
  const width = vectorWidth(layers, encoder.sizes.hiddenSize);
  let batch: PlacedWords[] = [];
  let tokens = 0;
  const flush = () => {
    if (batch.length === 0) return;
    const encodings = batch.map(({ encoding }) => encoding);
    const { rows, starts } = tokenRows(model, encodings, layers);
    batch.forEach(({ found }, i) => {
      for (const { word, from, to } of found) {
        const sum = sums.get(word)?.sum ?? new Float64Array(width);
        for (let token = starts[i] + from; token < starts[i] + to; token += 1) {
          for (let at = 0; at < width; at += 1) sum[at] += rows[token * width + at] / (to - from);
        }
      }
    });
    batch = [];
    tokens = 0;
  };
  for await (const text of texts) {
    const encoding = tokenizer.encode(text, undefined, { maxLength: encoder.sizes.maxPositions });
    const found = placeWords(text, encoding).filter(({ word }) => {
      if (words && !words.has(word)) return false;
      const entry = sums.get(word) ?? { sum: new Float64Array(width), read: 0 };
      if (entry.read === perWord) return false;
      sums.set(word, entry);
      entry.read += 1;
      return true;
    });
    if (found.length === 0) continue;
    if (tokens + encoding.ids.length > BATCH_TOKENS) flush();
    batch.push({ encoding, found });
    tokens += encoding.ids.length;
  }
  flush();
  const values = new Float32Array(sums.size * width);
  [...sums.values()].forEach(({ sum, read }, row) =>
    sum.forEach((value, i) => (values[row * width + i] = value / read)),
  );
  return new StaticVectors([...sums.keys()], width, values);
}

type Encoding = ReturnType<EmbeddingModel['tokenizer']['encode']>;

interface PlacedWord {
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

interface PlacedWords {
  readonly encoding: Encoding;
  readonly found: readonly PlacedWord[];
}

/** The words of a text with their tokens; both in order, so that one pass finds them. */
function placeWords(text: string, { ids, offsets, sequenceIds }: Encoding): PlacedWord[] {
  const placed: PlacedWord[] = [];
  let token = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const end = index + word.length;
    while (token < ids.length && (sequenceIds[token] !== 0 || offsets[2 * token + 1] <= index)) token += 1;
    const from = token;
    while (token < ids.length && sequenceIds[token] === 0 && offsets[2 * token] < end) token += 1;
    if (token > from) placed.push({ word: word.toLowerCase(), from, to: token });
  }
  return placed;
}
