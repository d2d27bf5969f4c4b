import { gatherRows } from '@cloze/backend';
import { concatenateViews, DataError, untouchedView, type Encoding, type Tokenizer } from '@cloze/contracts';
import { inference, toEncoderInput, type Encoder, type Objective } from '@cloze/contracts/tensor';
import { softmax, tensor1d, tidy, type Tensor2D } from '@tensorflow/tfjs-core';
import { checkLong, tooLong, type LongText } from '../commands/long-text.js';

/** A word that may stand at a mask. */
export interface MaskCandidate {
  readonly token: string;
  readonly id: number;
  readonly probability: number;
}

/** One `[MASK]` of a text. */
export interface FilledMask {
  /** Where it stands in the text, in UTF-16 code units, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Most probable first. */
  readonly candidates: readonly MaskCandidate[];
}

/** What fills masks. */
export interface MaskFiller {
  readonly tokenizer: Tokenizer;
  readonly encoder: Encoder;
  readonly predict: NonNullable<Objective['predict']>;
}

/** How to fill masks. */
export interface FillMaskOptions {
  /** Candidates a mask; 5 by default. */
  readonly top?: number;
  /** For texts longer than the model takes; `error` by default. */
  readonly long?: LongText;
  /** Told when a text was cut. */
  readonly onCut?: (tokens: number) => void;
}

/** A mask in one of a text's windows. */
interface PlacedMask {
  readonly window: Encoding;
  readonly position: number;
  /** Tokens to the nearer end of the window: the more, the better it is seen. */
  readonly context: number;
}

/**
 * The most probable words at each `[MASK]` of a text, each on its own.
 * @throws DataError for a text without `[MASK]`, or longer than the model takes; UsageError for a wrong `long`
 */
export async function fillMask(filler: MaskFiller, text: string, options: FillMaskOptions = {}): Promise<FilledMask[]> {
  const { top = 5, long = 'error', onCut } = options;
  const windows = windowsOf(filler, text, checkLong(long, 'long'), onCut);
  const masks = [...placeMasks(windows, filler.tokenizer.vocabulary.special.mask).entries()];
  if (masks.length === 0) {
    throw new DataError({
      what: 'There is no mask to fill',
      received: text.length > 80 ? `${text.slice(0, 80)}…` : text,
      allowed: `a text with ${filler.tokenizer.vocabulary.token(filler.tokenizer.vocabulary.special.mask)} in it`,
    });
  }
  const filled: FilledMask[] = [];
  for (const [start, { window, position }] of masks.sort(([a], [b]) => a - b)) {
    const probabilities = await probabilitiesAt(filler, window, position);
    const known = probabilities.subarray(0, filler.tokenizer.vocabulary.size);
    const candidates = mostProbable(known, top).map((id) => ({
      token: filler.tokenizer.vocabulary.token(id) ?? '',
      id,
      probability: probabilities[id],
    }));
    filled.push({ start, end: window.offsets[2 * position + 1], candidates });
  }
  return filled;
}

function windowsOf(
  { tokenizer, encoder }: MaskFiller,
  text: string,
  long: LongText,
  onCut?: (tokens: number) => void,
): readonly Encoding[] {
  const maxLength = encoder.sizes.maxPositions;
  const whole = tokenizer.encode(text);
  const { length } = whole.ids;
  if (length <= maxLength) return [whole];
  if (long === 'error') throw tooLong(text.length > 40 ? `${text.slice(0, 40)}…` : text, length, maxLength);
  // Windows overlap by half, so that each mask has context on both sides in one of them.
  const stride = long === 'split' ? Math.floor((maxLength - 2) / 2) : 0;
  const first = tokenizer.encode(text, undefined, { maxLength, stride, overflow: true });
  if (long === 'cut') onCut?.(maxLength);
  return long === 'cut' ? [first] : [first, ...first.overflowing];
}

/** Each mask once, by where it stands in the text, in the window that shows most around it. */
function placeMasks(windows: readonly Encoding[], maskId: number): Map<number, PlacedMask> {
  const masks = new Map<number, PlacedMask>();
  for (const window of windows) {
    window.ids.forEach((id, position) => {
      if (id !== maskId) return;
      const start = window.offsets[2 * position];
      const context = Math.min(position, window.ids.length - 1 - position);
      if (context > (masks.get(start)?.context ?? -1)) masks.set(start, { window, position, context });
    });
  }
  return masks;
}

async function probabilitiesAt(
  { encoder, predict }: MaskFiller,
  window: Encoding,
  position: number,
): Promise<Float32Array> {
  const length = window.ids.length;
  const view = untouchedView({
    inputIds: window.ids,
    segmentIds: window.typeIds,
    special: window.specialTokensMask,
    wordStarts: new Uint8Array(length),
  });
  const probabilities = tidy(() => {
    const { hidden } = encoder.encode(toEncoderInput(concatenateViews([view])), { mode: inference });
    return softmax<Tensor2D>(predict(gatherRows(hidden, tensor1d([position], 'int32')))); // [1, vocabulary]
  });
  try {
    return await probabilities.data<'float32'>();
  } finally {
    probabilities.dispose();
  }
}

/** Indices of the largest values, largest first; the smaller index first among equals. */
function mostProbable(values: ArrayLike<number>, count: number): number[] {
  return Array.from(values, (_, id) => id)
    .sort((a, b) => values[b] - values[a] || a - b)
    .slice(0, count);
}
