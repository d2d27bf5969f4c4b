import { defineObjective } from '@cloze/contracts/tensor';
import { scalar } from '@tensorflow/tfjs-core';
import { z } from 'zod';
import { int32Answers } from './int32-answers.js';
import { int32Targets } from './int32-targets.js';
import { shownTokens } from './shown-tokens.js';
import { spanBoundaryHead } from './span-boundary-head.js';
import { spanTargets } from './span-targets.js';

/**
 * SpanBERT's span-boundary objective (Joshi et al., 2020): names each token of a span from the tokens around the span alone. Used beside
 * `mlm.v1`, whose loss it adds to; each is the mean over its own targets.
 */
export const sbo = defineObjective({
  name: 'sbo.v1',
  summary: 'Span-boundary objective: names the tokens of a span from the two tokens around it',
  options: z.strictObject({
    /** Tokens of a span that are named; further ones of a longer span are left out. */
    positions: z.int().positive().default(20),
    /** Width of the vectors for a token's position in its span. */
    positionSize: z.int().positive().default(200),
    /** Whether spans beside a special token count, whose boundary says little. */
    besideSpecial: z.boolean().default(false),
  }),
  features: () => ({ requires: ['spans'] }),
  targets: ({ positions, besideSpecial }) => ({
    collate(examples) {
      const targets = spanTargets(examples, positions, besideSpecial);
      return { arrays: { ...targets }, weight: targets.labels.length };
    },
  }),
  answers: ({ arrays }) => ({ '': int32Answers(arrays, 'labels') }),
  show(_options, { arrays }, vocabulary) {
    const [leftRows, offsets] = ['leftRows', 'offsets'].map((name) => int32Answers(arrays, name));
    const rows = leftRows.map((left, i) => left + 1 + offsets[i]);
    return shownTokens({ ...arrays, rows }, vocabulary, { rows: 'rows', labels: 'labels' });
  },
  create({ positions, positionSize }, services) {
    const head = spanBoundaryHead(services, { positions, positionSize });
    return {
      parameters: services.parameters.table,
      loss({ encode, targets }) {
        const [leftRows, rightRows, offsets, labels] = ['leftRows', 'rightRows', 'offsets', 'labels'].map((name) =>
          int32Targets(targets, name),
        );
        if (labels.shape[0] === 0) return { sum: scalar(0), report: { accuracy: scalar(0) } };
        const { lossSum, correct } = head(encode().hidden, { leftRows, rightRows, offsets, labels });
        return { sum: lossSum, report: { accuracy: correct } };
      },
    };
  },
});
