import { gatherRows, softmaxCrossEntropy } from '@cloze/backend';
import {
  assertShape,
  type EncoderInput,
  type LossInput,
  type Mode,
  type ObjectiveServices,
} from '@cloze/contracts/tensor';
import { maskedLanguageHead } from '@cloze/encoder-core';
import { scalar, type Scalar } from '@tensorflow/tfjs-core';
import { int32Targets } from './int32-targets.js';
import { ownKeys } from './own-keys.js';
import { sampleTokens } from './sample-tokens.js';

const PREFIX = 'generator';

/** What the generator makes of a batch. */
export interface Generated {
  readonly lossSum: Scalar;
  readonly correct: Scalar;
  /** The texts with sampled tokens in the place of the masked ones. */
  readonly inputIds: Int32Array; // [tokens]
  /** 1 where a token is not the original one. */
  readonly replaced: Int32Array; // [tokens]
}

/**
 * The generator of replaced-token detection: a small encoder that reads `[MASK]` at every target, and samples from what it predicts there.
 * No gradient flows through the sample.
 * @param changes options of the encoder; where left out a quarter of its heads, of the same size, and a network as much narrower, or none
 * where it has no heads
 */
export function generator(
  { sizes, createEncoder, parameters }: Pick<ObjectiveServices, 'sizes' | 'createEncoder' | 'parameters'>,
  changes: Readonly<Record<string, unknown>> | undefined,
): (input: Pick<LossInput, 'targets' | 'mode'>, original: EncoderInput) => Generated {
  const encoder = createEncoder(changes ?? quarterOf(sizes), PREFIX);
  const head = maskedLanguageHead(ownKeys(parameters), encoder, PREFIX);
  return ({ targets, mode }, original) => {
    const ids = int32Targets(targets, 'generatorIds');
    const rows = int32Targets(targets, 'rows');
    const labels = int32Targets(targets, 'labels');
    assertShape(targets['draws'], [rows.shape[0]], 'targets.draws');
    const inputIds = Int32Array.from(ids.dataSync());
    const replaced = new Int32Array(inputIds.length);
    if (rows.shape[0] === 0) return { lossSum: scalar(0), correct: scalar(0), inputIds, replaced };

    const { hidden } = encoder.encode({ ...original, inputIds: ids }, { mode: generatorMode(mode) });
    const logits = head.logits(gatherRows(hidden, rows)); // [targets, vocabulary]
    const draws = targets['draws'].dataSync<'float32'>();
    const sampled = sampleTokens(logits.dataSync<'float32'>(), logits.shape[1], draws);
    const originals = labels.dataSync();
    rows.dataSync().forEach((row, i) => {
      inputIds[row] = sampled[i];
      replaced[row] = +(sampled[i] !== originals[i]);
    });
    return { ...softmaxCrossEntropy(logits, labels), inputIds, replaced };
  };
}

/** A quarter of the heads, one at least, each as wide as before. Nothing for an encoder without heads: what makes it smaller is its own matter. */
function quarterOf({ heads, hiddenSize, intermediateSize }: ObjectiveServices['sizes']) {
  if (heads === 0) return {};
  const fewer = Math.max(1, Math.floor(heads / 4));
  const share = fewer / heads;
  return { heads: fewer, hiddenSize: hiddenSize * share, intermediateSize: Math.ceil(intermediateSize * share) };
}

/** The step's mode with dropout sites of its own: the discriminator has sites of the same names. */
function generatorMode(mode: Mode): Mode {
  if (!mode.training) return mode;
  return { training: true, dropoutKey: (site) => mode.dropoutKey(`${PREFIX}/${site}`) };
}
