import { ModelError, type KeyedRandom } from '@cloze/contracts';
import type { Initializer, ParameterTable } from '@cloze/contracts/tensor';
import { concat, tensor, tidy, type Tensor2D, type Variable } from '@tensorflow/tfjs-core';
import { initialValues } from '../parameters/initial-values.js';

/** A table of word embeddings, which may be replaced by a longer one: read it anew at each call. */
export interface WordEmbeddings {
  variable(): Variable; // [vocabulary, embedding]
  /** @throws ModelError where it cannot become so many rows */
  grow(rows: number): void;
}

/** A table that is an encoder's own parameter. */
export function ownWordEmbeddings(
  parameters: ParameterTable,
  name: string,
  shape: readonly [rows: number, width: number],
  initializer: Initializer,
  random: KeyedRandom,
): WordEmbeddings {
  parameters.create(name, { shape, initializer });
  return {
    variable: () => parameters.get(name),
    grow(size) {
      const table: Tensor2D = parameters.get(name);
      const [rows, width] = table.shape;
      if (size < rows) throw cannotShrink(size, rows);
      if (size === rows) return;
      const added = initialValues(initializer, (size - rows) * width, random.stream(`parameter/${name}`, rows));
      parameters.replace(
        name,
        tidy(() => concat([table, tensor(added, [size - rows, width])], 0)),
      );
    },
  };
}

/** The table of another encoder, which alone grows and frees it. */
export function borrowedWordEmbeddings(lookup: () => Variable): WordEmbeddings {
  return {
    variable: lookup,
    grow(size) {
      const [rows] = lookup().shape;
      if (size < rows) throw cannotShrink(size, rows);
      if (size === rows) return;
      throw new ModelError({
        what: 'These word embeddings belong to another encoder',
        received: `${size} entries`,
        allowed: `the ${rows} there are`,
        fix: 'grow the encoder they belong to',
      });
    },
  };
}

function cannotShrink(received: number, rows: number): ModelError {
  return new ModelError({
    what: 'A vocabulary can grow, not shrink',
    received: `${received} entries`,
    allowed: `at least the ${rows} there are`,
  });
}
