import * as tf from '@tensorflow/tfjs-core';
import { KeyedRandom, type EncoderInputArrays } from '@cloze/contracts';
import { inference, type Encoded, type EncoderSizes } from '@cloze/contracts/tensor';
import { encodeArrays, encoderTrainingMode, type EncoderTrial } from './encoder-trial.js';
import { checkGradients } from './check-gradients.js';

const sizeNames = [
  'vocabularySize',
  'hiddenSize',
  'embeddingSize',
  'layers',
  'heads',
  'intermediateSize',
  'maxPositions',
  'segmentTypes',
  'activation',
] as const satisfies readonly (keyof EncoderSizes)[];

/** @throws PluginError when a shape is not what contract and sizes say, or a number is not finite */
export function checkEncodedShapes(trial: EncoderTrial): void {
  trial.run((encoder) => {
    const { sizes } = encoder;
    const encoded = encodeArrays(encoder, trial.batch, { attentions: true });
    const tokens = trial.batch.inputIds.length;
    const examples = trial.batch.exampleStarts.length - 1;
    const longest = Math.max(...trial.examples.map(({ inputIds }) => inputIds.length));
    const padded = encoded.padded();
    const expected: [string, tf.Tensor | undefined, number[]][] = [
      ['hidden', encoded.hidden, [tokens, sizes.hiddenSize]],
      ['cls()', encoded.cls(), [examples, sizes.hiddenSize]],
      ['padded().hidden', padded.hidden, [examples, longest, sizes.hiddenSize]],
      ['padded().mask', padded.mask, [examples, longest]],
      ['wordEmbeddings()', encoder.wordEmbeddings(), [sizes.vocabularySize, sizes.embeddingSize]],
      ['pooled()', encoder.pooled?.(encoded), [examples, sizes.hiddenSize]],
      ...attentionShapes(encoded, trial.batch, sizes),
    ];
    for (const [name, tensor, shape] of expected) {
      if (tensor === undefined) continue;
      if (String(tensor.shape) !== String(shape)) {
        trial.fail(`Wrong shape of "${name}"`, `[${tensor.shape.join(', ')}]`, `[${shape.join(', ')}]`);
      }
      if (!tensor.dataSync().every((value) => Number.isFinite(value))) {
        trial.fail(`"${name}" holds numbers that are not finite`, 'NaN or infinity', 'finite numbers');
      }
    }
    if (encoded.layers.length !== sizes.layers + 1) {
      trial.fail(
        'Wrong number of layers',
        `${encoded.layers.length}`,
        `${sizes.layers + 1}: the embeddings, then each layer`,
      );
    }
    const last = encoded.layers[encoded.layers.length - 1];
    compareRows(trial, 'The last layer is not "hidden"', last, encoded.hidden, 0);
    const starts = [...encoded.exampleStarts];
    if (String(starts) !== String([...trial.batch.exampleStarts])) {
      trial.fail('"exampleStarts" differs from the input', starts.join(', '), trial.batch.exampleStarts.join(', '));
    }
    if (sizes.heads > 0) {
      const first = gatherRows(encoded.hidden, starts.slice(0, -1));
      compareRows(trial, 'Row 0 of each example is not "cls()"', first, encoded.cls(), 0);
    }
    const real = tf.sum(padded.mask).dataSync()[0];
    if (real !== tokens) trial.fail('"padded().mask" does not mark the tokens', `${real} ones`, `${tokens}`);
  });
}

/** @throws PluginError when the encoder built is not what the plugin declares from its options */
export function checkEncoderDeclarations(trial: EncoderTrial): void {
  trial.run((encoder) => {
    const pools = encoder.pooled !== undefined;
    if (pools !== (trial.features.provides?.includes('pooled') ?? false)) {
      trial.fail(
        'The feature "pooled" does not say whether there is a pooler',
        pools ? 'a pooler' : 'none',
        pools
          ? "a plugin that declares `features: () => ({ provides: ['pooled'] })`"
          : 'a plugin that does not declare it',
      );
    }
    for (const name of ['maxPositions', 'segmentTypes', 'layers'] as const) {
      const declared = trial.sizes[name] ?? encoder.sizes[name];
      if (declared !== encoder.sizes[name])
        trial.fail(`The plugin declares another "${name}"`, `${declared}`, `${encoder.sizes[name]}, as is built`);
    }
  });
}

function attentionShapes(encoded: Encoded, { partStarts }: EncoderInputArrays, { heads }: EncoderSizes) {
  return (encoded.attentions ?? []).flatMap((parts, layer) =>
    parts.map((weights, part): [string, tf.Tensor, number[]] => {
      const length = partStarts[part + 1] - partStarts[part];
      return [`attentions[${layer}][${part}]`, weights, [heads, length, length]];
    }),
  );
}

/** @throws PluginError when an example is encoded differently beside others than alone */
export function checkEncoderBatchInvariance(trial: EncoderTrial): void {
  for (const attention of ['bidirectional', 'causal'] as const) {
    trial.run((encoder) => {
      const together = encodeArrays(encoder, trial.batch, { attention });
      trial.examples.forEach((example, i) => {
        const alone = encodeArrays(encoder, example, { attention });
        const rows = tf.slice(together.hidden, [trial.batch.exampleStarts[i], 0], alone.hidden.shape);
        const what = `Example ${i} is encoded differently beside others than alone (${attention})`;
        compareRows(trial, what, rows, alone.hidden, 1e-4);
        compareRows(trial, `${what}, cls()`, gatherRows(together.cls(), [i]), alone.cls(), 1e-4);
      });
    });
  }
}

/** @throws PluginError when a packed part sees another one, or a token sees ahead under causal attention */
export function checkAttentionBounds(trial: EncoderTrial): void {
  const { batch } = trial;
  const part = batch.partStarts.length - 2; // the last part, in a row with another one
  const [start, end] = [batch.partStarts[part], batch.partStarts[part + 1]];
  trial.run((encoder) => {
    const rowsBefore = (row: number, changed: number, attention: 'bidirectional' | 'causal') => {
      const inputIds = batch.inputIds.slice();
      inputIds[changed] = inputIds[changed] === 7 ? 8 : 7;
      const { hidden } = encodeArrays(encoder, { ...batch, inputIds }, { attention });
      const before = encodeArrays(encoder, batch, { attention }).hidden;
      return [hidden, before].map((rows) => tf.slice(rows, [0, 0], [row, rows.shape[1]]));
    };
    const [outside, as] = rowsBefore(start, start + 1, 'bidirectional');
    compareRows(trial, 'Tokens see those of another packed part', outside, as, 1e-6);
    const last = end - 1;
    const [ahead, without] = rowsBefore(last, last, 'causal');
    compareRows(trial, 'Tokens see ahead under causal attention', ahead, without, 1e-6);
  });
}

/** @throws PluginError when encoding is not the same bits each time, or dropout does not follow its key */
export function checkEncoderIsDeterministic(trial: EncoderTrial): void {
  const [evaluation, first, again, other] = [inference, ...[0, 0, 1].map(encoderTrainingMode)].map((mode) =>
    trial.run((encoder) => [...encodeArrays(encoder, trial.batch, { mode }).hidden.dataSync()]),
  );
  const dropout = trial.run((encoder) => encoder.sizes.dropout);
  if (String(first) !== String(again)) trial.fail('The same keys gave two encodings', 'other bits', 'equal bits');
  if (dropout > 0 && String(first) === String(other)) {
    trial.fail('Dropout does not follow its key', 'equal encodings in two steps', 'others');
  }
  const repeated = trial.run((encoder) => [...encodeArrays(encoder, trial.batch).hidden.dataSync()]);
  if (String(evaluation) !== String(repeated))
    trial.fail('The same seed gave two encoders', 'other bits', 'equal bits');
}

/** @throws PluginError when a parameter's gradient is not the slope */
export function checkEncoderGradients(trial: EncoderTrial): void {
  trial.run((encoder) => {
    const random = new KeyedRandom(3);
    const draws = random.stream('projection');
    const { hiddenSize } = encoder.sizes;
    const tokens = trial.batch.inputIds.length;
    const project = Float32Array.from({ length: tokens * hiddenSize }, () => draws.normal() / Math.sqrt(tokens));
    const value = () =>
      tf.tidy(() => {
        const encoded = encodeArrays(encoder, trial.batch, { mode: encoderTrainingMode(0) });
        const sum = tf.sum<tf.Scalar>(tf.mul(encoded.hidden, tf.tensor2d(project, [tokens, hiddenSize])));
        const pooled = encoder.pooled?.(encoded);
        return pooled === undefined ? sum : tf.add<tf.Scalar>(sum, tf.sum<tf.Scalar>(pooled));
      });
    checkGradients(value, [...encoder.parameters], random, trial.where);
  });
}

/** @throws PluginError when the vocabulary does not grow as it should, or old tokens change by it */
export function checkVocabularyGrowth(trial: EncoderTrial): void {
  trial.run((encoder) => {
    const before = encodeArrays(encoder, trial.batch).hidden;
    const size = encoder.sizes.vocabularySize + 3;
    encoder.growVocabulary(size);
    const rows = encoder.wordEmbeddings().shape[0];
    if (encoder.sizes.vocabularySize !== size || rows !== size) {
      trial.fail('The vocabulary did not grow', `size ${encoder.sizes.vocabularySize}, ${rows} embeddings`, `${size}`);
    }
    compareRows(
      trial,
      'Growing the vocabulary changed old tokens',
      encodeArrays(encoder, trial.batch).hidden,
      before,
      0,
    );
    const inputIds = Int32Array.from(trial.batch.inputIds, () => size - 1);
    const grown = encodeArrays(encoder, { ...trial.batch, inputIds }).hidden;
    if (!grown.dataSync().every((value) => Number.isFinite(value))) {
      trial.fail('An added token has no embedding', 'numbers that are not finite', 'finite numbers');
    }
  });
}

/** @throws PluginError when the config for other ecosystems is not plain JSON, or gives another encoder when read back */
export function checkModelConfig(trial: EncoderTrial): void {
  trial.run((encoder) => {
    const config = encoder.modelConfig();
    const text = JSON.stringify(config);
    const fields: unknown = JSON.parse(text);
    if (Object.keys(config).length === 0) return;
    if (typeof config['model_type'] !== 'string')
      trial.fail('The model config has no model_type', text, 'a "model_type"');
    const read = trial.fromModelConfig(fields as Readonly<Record<string, unknown>>);
    if (read === undefined) return;
    const [received, allowed] = [read, encoder].map(({ sizes }) =>
      JSON.stringify(sizeNames.map((name) => [name, sizes[name]])),
    );
    read.dispose();
    if (received !== allowed) trial.fail('The model config gives an encoder of other sizes', received, allowed);
  });
}

function gatherRows(table: tf.Tensor2D, rows: number[]): tf.Tensor2D {
  return tf.gather(table, tf.tensor1d(rows, 'int32'));
}

function compareRows(
  trial: EncoderTrial,
  what: string,
  received: tf.Tensor,
  allowed: tf.Tensor,
  tolerance: number,
): void {
  const expected = allowed.dataSync();
  const values = received.dataSync();
  for (let i = 0; i < expected.length; i += 1) {
    if (Math.abs(values[i] - expected[i]) <= tolerance * (1 + Math.abs(expected[i]))) continue;
    const width = allowed.shape[allowed.shape.length - 1];
    trial.fail(`${what}: row ${Math.floor(i / width)}, column ${i % width}`, String(values[i]), String(expected[i]));
  }
}
