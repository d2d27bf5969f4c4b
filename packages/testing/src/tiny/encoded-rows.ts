import * as tf from '@tensorflow/tfjs-core';
import type { Encoded } from '@cloze/contracts/tensor';

/** The parts of {@link Encoded} that follow from the last layer and where each example starts. */
export function encodedRows(
  hidden: tf.Tensor2D, // [tokens, hidden]
  exampleStarts: Int32Array, // [examples + 1]
): Pick<Encoded, 'hidden' | 'exampleStarts' | 'cls' | 'padded'> {
  const examples = exampleStarts.length - 1;
  const [tokens, width] = hidden.shape;
  return {
    hidden,
    exampleStarts,
    cls: () => tf.gather(hidden, tf.tensor1d(exampleStarts.slice(0, examples), 'int32')),
    padded() {
      let longest = 0;
      for (let i = 0; i < examples; i += 1) longest = Math.max(longest, exampleStarts[i + 1] - exampleStarts[i]);
      const rows = new Int32Array(examples * longest).fill(tokens); // padding reads a row of zeros behind the last token
      const mask = new Float32Array(examples * longest);
      for (let i = 0; i < examples; i += 1) {
        for (let row = exampleStarts[i]; row < exampleStarts[i + 1]; row += 1) {
          const cell = i * longest + row - exampleStarts[i];
          rows[cell] = row;
          mask[cell] = 1;
        }
      }
      const withZeros = tf.concat([hidden, tf.zeros<tf.Rank.R2>([1, width])]);
      return {
        hidden: tf.reshape(tf.gather(withZeros, tf.tensor1d(rows, 'int32')), [examples, longest, width]),
        mask: tf.tensor2d(mask, [examples, longest]),
      };
    },
  };
}
