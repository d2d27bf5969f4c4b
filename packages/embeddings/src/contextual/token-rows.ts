import { tidied } from '@cloze/backend';
import { concatenateViews, untouchedView, type Encoding } from '@cloze/contracts';
import { inference, toEncoderInput } from '@cloze/contracts/tensor';
import type { EmbeddingModel } from './embedding-model.js';
import { vectorWidth, type ChosenLayers } from './layer-choice.js';

/** Vectors of tokens, all texts of a batch end to end. */
export interface TokenRows {
  readonly rows: Float32Array; // [tokens, width]
  readonly width: number;
  /** First row of each text, then the number of rows. */
  readonly starts: Int32Array; // [texts + 1]
}

/** Runs the encoder once over encoded texts, without padding, and gives a vector a token from the chosen layers. */
export function tokenRows(
  { encoder }: Pick<EmbeddingModel, 'encoder'>,
  encodings: readonly Encoding[],
  layers: ChosenLayers,
): TokenRows {
  const input = concatenateViews(encodings.map(asView));
  const width = vectorWidth(layers, encoder.sizes.hiddenSize);
  const tokens = input.inputIds.length;
  const rows = tidied(() => {
    const encoded = encoder.encode(toEncoderInput(input), { mode: inference });
    const states = layers.indices.map((index) => encoded.layers[index].dataSync());
    return joinLayers(states, tokens, layers.join === 'concat' ? 'concat' : 'mean');
  });
  return { rows, width, starts: input.exampleStarts };
}

function asView({ ids, typeIds, specialTokensMask }: Encoding) {
  return untouchedView({
    inputIds: ids,
    segmentIds: typeIds,
    special: specialTokensMask,
    wordStarts: new Uint8Array(ids.length),
  });
}

/** [tokens, hidden] of several layers as one [tokens, width]; always memory of its own. */
function joinLayers(states: readonly ArrayLike<number>[], tokens: number, join: 'mean' | 'concat'): Float32Array {
  const [first] = states;
  if (states.length === 1) return Float32Array.from(first);
  const hidden = first.length / tokens;
  if (join === 'mean') {
    const mean = new Float32Array(first.length);
    for (let i = 0; i < mean.length; i += 1) {
      let sum = 0;
      for (const state of states) sum += state[i];
      mean[i] = sum / states.length;
    }
    return mean;
  }
  const rows = new Float32Array(first.length * states.length);
  const width = hidden * states.length;
  states.forEach((state, layer) => {
    for (let token = 0; token < tokens; token += 1) {
      const to = token * width + layer * hidden;
      for (let i = 0; i < hidden; i += 1) rows[to + i] = state[token * hidden + i];
    }
  });
  return rows;
}
