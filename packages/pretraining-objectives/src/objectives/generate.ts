import { tidied } from '@cloze/backend';
import { ModelError, untouchedView, concatenateViews, type RandomStream, type Vocabulary } from '@cloze/contracts';
import { toEncoderInput, type Encoder, type Objective } from '@cloze/contracts/tensor';
import { slice } from '@tensorflow/tfjs-core';

/** What text is generated with. */
export interface GenerationModel {
  readonly encoder: Pick<Encoder, 'encode' | 'sizes'>;
  readonly objective: Pick<Objective, 'predictNext'>;
  readonly vocabulary: Vocabulary;
}

/** How to generate. */
export interface GenerationOptions {
  /** Tokens to begin with, without special tokens. */
  readonly prompt?: Int32Array;
  /** Number of tokens to add. */
  readonly length: number;
  /** Divides the logits: below 1 nearer to the likeliest token, 0 always the likeliest. 1 where left out. */
  readonly temperature?: number;
  readonly random: RandomStream;
}

/**
 * Samples text from left to right, token by token; special tokens are never drawn.
 * @returns the added tokens, fewer than `length` where the encoder has no more positions
 * @throws ModelError when the objective cannot generate
 */
export function generate({ encoder, objective, vocabulary }: GenerationModel, options: GenerationOptions): Int32Array {
  const { prompt = new Int32Array(0), length, temperature = 1, random } = options;
  const { predictNext } = objective;
  if (predictNext === undefined) {
    throw new ModelError({
      what: 'This model cannot generate text',
      received: 'an objective without `predictNext`',
      allowed: 'a left-to-right objective',
      fix: 'train with "causal-lm.v1"',
    });
  }
  const ids = [vocabulary.special.cls, ...prompt];
  const known = ids.length;
  while (ids.length < known + length && ids.length < encoder.sizes.maxPositions) {
    const logits = tidied(() => {
      const { hidden } = encoder.encode(toEncoderInput(concatenateViews([asView(ids)])), { attention: 'causal' });
      const last = slice(hidden, [ids.length - 1, 0], [1, hidden.shape[1]]);
      return predictNext(last).dataSync<'float32'>();
    });
    // A table may have more rows than there are tokens.
    const isExcluded = (id: number) => vocabulary.isSpecial(id) || !vocabulary.token(id);
    ids.push(drawToken(logits, isExcluded, temperature, random));
  }
  return Int32Array.from(ids.slice(known));
}

function asView(ids: readonly number[]) {
  return untouchedView({
    inputIds: Int32Array.from(ids),
    segmentIds: new Int32Array(ids.length),
    special: new Uint8Array(ids.length),
    wordStarts: new Uint8Array(ids.length),
  });
}

function drawToken(
  logits: Float32Array, // [vocabulary]
  isExcluded: (id: number) => boolean,
  temperature: number,
  random: RandomStream,
): number {
  const allowed = logits.map((logit, id) => (isExcluded(id) ? -Infinity : logit));
  const best = allowed.reduce((top, logit, id) => (logit > allowed[top] ? id : top), 0);
  if (temperature === 0) return best;
  const weights = Float64Array.from(allowed, (logit) => Math.exp((logit - allowed[best]) / temperature));
  let rest = random.uniform() * weights.reduce((sum, weight) => sum + weight, 0);
  const drawn = weights.findIndex((weight) => (rest -= weight) < 0);
  return drawn < 0 ? best : drawn; // rounding may leave a rest behind the last token
}
