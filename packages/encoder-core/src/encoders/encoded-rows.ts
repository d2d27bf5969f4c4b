import { gatherRows, scatterAddRows } from '@cloze/backend';
import type { Encoded } from '@cloze/contracts/tensor';
import { reshape, tensor, tensor1d, tidy, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';

/** What an encoder gives, from its layers: the parts of {@link Encoded} that are the same for every encoder. */
export function encodedFrom(
  layers: readonly Tensor2D[],
  exampleStarts: Int32Array,
  attentions?: Encoded['attentions'],
): Encoded {
  const hidden = layers[layers.length - 1];
  return {
    hidden,
    layers,
    exampleStarts,
    ...(attentions && { attentions }),
    cls: () => tidy(() => gatherRows(hidden, tensor1d(exampleStarts.slice(0, -1), 'int32'))),
    padded: () => padded(hidden, exampleStarts),
  };
}

/** Rows as a rectangle [examples, longest, hidden] with zeros past each end, and its mask [examples, longest]. */
function padded(hidden: Tensor2D, starts: Int32Array): { readonly hidden: Tensor3D; readonly mask: Tensor2D } {
  const examples = starts.length - 1;
  let longest = 0;
  for (let i = 0; i < examples; i += 1) longest = Math.max(longest, starts[i + 1] - starts[i]);
  const places = new Int32Array(hidden.shape[0]);
  const mask = new Float32Array(examples * longest);
  for (let i = 0; i < examples; i += 1) {
    for (let row = starts[i]; row < starts[i + 1]; row += 1) {
      places[row] = i * longest + row - starts[i];
      mask[places[row]] = 1;
    }
  }
  return tidy(() => {
    const rows = scatterAddRows(hidden, tensor1d(places, 'int32'), examples * longest);
    return {
      hidden: reshape(rows, [examples, longest, hidden.shape[1]]),
      mask: tensor(mask, [examples, longest]),
    };
  });
}
