import { biasGelu, softmaxCrossEntropy } from '@cloze/backend';
import { defineObjective } from '@cloze/contracts/tensor';
import { dense, geluForm, ownScope } from '@cloze/encoder-core';
import { tensor1d } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { detectionCounts } from './class-loss.js';
import { detectionOnnx } from './detection-onnx.js';
import { generator } from './generator.js';
import { int32Answers } from './int32-answers.js';
import { replacedTokenTargets } from './replaced-token-targets.js';
import { shownTokens } from './shown-tokens.js';

const NAME = 'rtd.v1';

/**
 * Replaced-token detection (Clark et al., 2020, ELECTRA): a small generator fills in masked tokens by sampling, and the encoder tells for
 * every token whether it is the original one. A sampled token that happens to be the original counts as original. Both are trained
 * together, the detection with weight 50; the encoder that is kept is the discriminator. The generator reads `[MASK]` at all targets,
 * whatever a corruption shows there, and reads the encoder's word embeddings. Position and segment embeddings, which ELECTRA shares too, are its own:
 * an encoder need not have any, so it lends the table of words alone.
 */
export const rtd = defineObjective({
  name: NAME,
  summary: 'Replaced-token detection: tells tokens sampled by a small generator from original ones',
  options: z.strictObject({
    /** Options of the encoder that the generator changes. Where left out: a quarter of its heads, of the same size; none where it has no heads. */
    generator: z.record(z.string(), z.json()).optional(),
    /** Factor of the detection's loss; the generator's is 1. */
    discriminatorWeight: z.number().positive().default(50),
  }),
  features: () => ({ requires: ['token-targets'] }),
  views: () => ['original'],
  termWeights: ({ discriminatorWeight }) => ({ generator: 1, discriminator: discriminatorWeight }),
  targets: (_options, { vocabulary, random }) => ({
    collate: (examples) => replacedTokenTargets(examples, vocabulary.special.mask, random, `objective/${NAME}/samples`),
  }),
  // The detection's answers follow from what the generator samples: its counts are in the report.
  answers: ({ arrays }) => ({ generator: int32Answers(arrays, 'labels') }),
  // What the generator samples, and so what is to be detected, is not known before there is one.
  show: (_options, { arrays }, vocabulary) => [
    ...shownTokens(arrays, vocabulary, { rows: 'rows', labels: 'labels', view: 'original', about: 'generator' }),
    { about: 'detection', answer: 'at every token: whether the generator put another one there' },
  ],
  create(options, services) {
    const { parameters, sizes } = services;
    const { hiddenSize, initializerRange, activation } = sizes;
    const generate = generator(services, options.generator);
    const project = dense(ownScope(parameters, 'dense'), {
      inputSize: hiddenSize,
      outputSize: hiddenSize,
      initializerRange,
    });
    const detect = dense(ownScope(parameters, 'prediction'), {
      inputSize: hiddenSize,
      outputSize: 2,
      initializerRange,
    });
    const form = geluForm(activation);
    return {
      parameters: parameters.table,
      onnx: detectionOnnx({ project, form, detect }),
      loss(input) {
        const original = input.batch.view('original');
        const { lossSum, correct, inputIds, replaced } = generate(input, original);
        const { hidden } = input.encode({ ...original, inputIds: tensor1d(inputIds, 'int32') });
        const logits = detect(biasGelu(project.product(hidden), project.bias, form)); // [tokens, 2]
        const labels = tensor1d(replaced, 'int32');
        const detection = softmaxCrossEntropy(logits, labels);
        const { found, actual, predicted } = detectionCounts(logits, labels);
        return {
          sum: { generator: lossSum, discriminator: detection.lossSum },
          report: {
            generatorAccuracy: correct,
            discriminatorAccuracy: detection.correct,
            replacedFound: found,
            replacedActual: actual,
            replacedPredicted: predicted,
          },
        };
      },
    };
  },
});
