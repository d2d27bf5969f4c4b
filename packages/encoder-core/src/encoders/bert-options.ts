import type { EncoderSizes } from '@cloze/contracts/tensor';
import { z } from 'zod';

/** Layers and hidden size by preset; heads are 64 wide and the network between four times the hidden size. */
export const BERT_PRESETS = {
  tiny: { layers: 2, hiddenSize: 128 },
  mini: { layers: 4, hiddenSize: 256 },
  small: { layers: 4, hiddenSize: 512 },
  medium: { layers: 8, hiddenSize: 512 },
  base: { layers: 12, hiddenSize: 768 },
  large: { layers: 24, hiddenSize: 1024 },
} as const;

const positive = z.int().positive();
const rate = z.number().min(0).lt(1);

/** Options of `bert.v1`. A size that is given overrides the preset's. */
export const bertOptions = z
  .strictObject({
    preset: z
      .enum(['tiny', 'mini', 'small', 'medium', 'base', 'large'])
      .default('base')
      .describe('sizes to start from'),
    hiddenSize: positive.optional().describe('width of the hidden states'),
    embeddingSize: positive
      .optional()
      .describe('width of the embeddings, projected to the hidden size as in ELECTRA; the hidden size when left out'),
    layers: positive.optional().describe('number of Transformer layers'),
    heads: positive.optional().describe('attention heads; hidden size / 64 when left out'),
    intermediateSize: positive
      .optional()
      .describe('width inside the feed-forward network; 4 x hidden size when left out'),
    maxPositions: positive.default(512).describe('longest example, in tokens with specials'),
    segmentTypes: positive.default(2).describe('rows of the segment embedding'),
    dropout: rate.default(0.1).describe('after embeddings, attention output and network'),
    attentionDropout: rate.optional().describe('on attention probabilities; like dropout when left out'),
    activation: z.enum(['gelu', 'gelu_new']).default('gelu').describe('gelu: by erf; gelu_new: by tanh'),
    initializerRange: z.number().positive().default(0.02).describe('standard deviation of initial weights'),
    layerNormEpsilon: z.number().positive().default(1e-12).describe('added to variances'),
    pooler: z.boolean().default(true).describe("whether there is BERT's pooler over [CLS]"),
  })
  .superRefine((options, context) => {
    const { hiddenSize, heads } = bertSizes(options);
    if (Number.isInteger(heads) && hiddenSize % heads === 0) return;
    const message =
      options.heads === undefined
        ? `a hidden size of ${hiddenSize} is not a multiple of 64: give heads as well`
        : `a divisor of the hidden size, ${hiddenSize}`;
    context.addIssue({ code: 'custom', path: ['heads'], message, input: options.heads });
  });

/** Parsed options of `bert.v1`. */
export type BertOptions = z.output<typeof bertOptions>;

/** All sizes of a BERT encoder, but for its vocabulary. */
export type BertSizes = Omit<EncoderSizes, 'vocabularySize'> & {
  readonly attentionDropout: number;
  readonly pooler: boolean;
};

/** Fills the preset's sizes in. */
export function bertSizes(options: BertOptions): BertSizes {
  const { preset, attentionDropout, heads, intermediateSize, embeddingSize, ...rest } = options;
  const hiddenSize = options.hiddenSize ?? BERT_PRESETS[preset].hiddenSize;
  return {
    ...rest,
    hiddenSize,
    embeddingSize: embeddingSize ?? hiddenSize,
    layers: options.layers ?? BERT_PRESETS[preset].layers,
    heads: heads ?? hiddenSize / 64,
    intermediateSize: intermediateSize ?? 4 * hiddenSize,
    attentionDropout: attentionDropout ?? options.dropout,
  };
}
