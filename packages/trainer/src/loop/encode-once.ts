import type { ViewName } from '@cloze/contracts';
import type { Attention, Batch, Encode, Encoded, Encoder, EncoderInput, Mode } from '@cloze/contracts/tensor';
import { keep } from '@tensorflow/tfjs-core';

/** An {@link Encode} that remembers, and what frees its memory. */
export interface EncodeOnce {
  /** For one objective. `mode` of the encoder differs by view, so that no two views share a dropout mask. */
  readonly encode: Encode;
  dispose(): void;
}

/**
 * Runs the encoder once a view and kind of attention, however many objectives ask. Its results outlive any `tidy` an objective calls
 * it in; `dispose` frees them after the gradients are taken.
 * @param modeOf the mode for a purpose: `corrupted/bidirectional`, or `made-0/causal` for ids that an objective made
 */
export function encodeOnce(
  encoder: Pick<Encoder, 'encode'>,
  batch: Batch,
  modeOf: (purpose: string) => Mode,
): EncodeOnce {
  const done = new Map<ViewName | EncoderInput, Map<Attention, Encoded>>();
  let made = 0;
  const run = (view: ViewName | EncoderInput, attention: Attention): Encoded => {
    const name = typeof view === 'string' ? view : `made-${made++}`;
    const input = typeof view === 'string' ? batch.view(view) : view;
    const encoded = encoder.encode(input, { attention, mode: modeOf(`${name}/${attention}`) });
    for (const layer of [encoded.hidden, ...encoded.layers]) keep(layer);
    return encoded;
  };
  return {
    encode(view = 'corrupted', { attention = 'bidirectional' } = {}) {
      const kinds = done.get(view) ?? new Map<Attention, Encoded>();
      done.set(view, kinds);
      const encoded = kinds.get(attention) ?? run(view, attention);
      kinds.set(attention, encoded);
      return encoded;
    },
    dispose() {
      for (const kinds of done.values())
        for (const { hidden, layers } of kinds.values()) for (const layer of [hidden, ...layers]) layer.dispose();
      done.clear();
    },
  };
}
