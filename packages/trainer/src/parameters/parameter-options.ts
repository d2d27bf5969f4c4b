import { z } from 'zod';

/** Which parameters are trained, when, and how fast; the `optimizer` section of a run's config has these beside the plugin's options. */
export const parameterOptionsShape = {
  freeze: z
    .array(z.string().min(1))
    .default([])
    .describe(
      'what is not trained: "encoder", "embeddings", "layers:4" (the first four), or names of parameters, * for any text',
    ),
  layerDecay: z
    .number()
    .positive()
    .max(1)
    .default(1)
    .describe('factor of the learning rate from each layer of the encoder to the one below it'),
  headFactor: z
    .number()
    .positive()
    .default(1)
    .describe(
      'factor of the learning rate of what is not the encoder: heads start from nothing, a pretrained encoder does not',
    ),
  unfreeze: z
    .strictObject({
      every: z.int().positive().describe('steps or epochs after which the next layer joins, from the top'),
      unit: z.enum(['step', 'epoch']).default('epoch').describe('what `every` counts'),
    })
    .optional()
    .describe('gradual unfreezing: heads first, then the layers one by one from the top, the embeddings last'),
};

/** The options as a schema; parse with it to get defaults. */
export const parameterOptions = z.strictObject(parameterOptionsShape);

/** Which parameters are trained, when, and how fast. */
export type ParameterOptions = z.output<typeof parameterOptions>;
