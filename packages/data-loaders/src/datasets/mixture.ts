import { ConfigError, defineDataset, type MixtureDataset } from '@cloze/contracts';
import { z } from 'zod';

const options = z.strictObject({
  parts: z
    .array(
      z.strictObject({
        /** Times an epoch takes each document: 2 is twice, 0.5 a random half of them, drawn anew each epoch. */
        weight: z.number().positive().default(1),
        /** A dataset of running text, or another mixture. */
        dataset: z.looseObject({ use: z.string() }),
      }),
    )
    .min(1),
});

/** Options of `mixture.v1`. */
export type MixtureOptions = z.infer<typeof options>;

/** Several corpora, each with a weight. Each is cached on its own, so that changing a weight tokenises nothing again. */
export const mixture = defineDataset<MixtureOptions>({
  name: 'mixture.v1',
  summary: 'several corpora, each taken as often as its weight says',
  options,
  async open({ parts }, services): Promise<MixtureDataset> {
    const opened: MixtureDataset['parts'][number][] = [];
    for (const [i, { weight, dataset: config }] of parts.entries()) {
      const where = `parts[${i}].dataset`;
      const { dataset, cacheKey } = await services.open(config, where);
      if (dataset.kind === 'documents') opened.push({ dataset, weight, where, cacheKey });
      else if (dataset.kind === 'mixture') {
        for (const part of dataset.parts) {
          opened.push({ ...part, weight: weight * part.weight, where: `${where}.${part.where}` });
        }
      } else {
        throw new ConfigError({
          what: 'A mixture takes running text only',
          where,
          received: `"${config.use}", which gives labelled records`,
          allowed: 'a dataset of documents, such as "text.v1", or a mixture of them',
        });
      }
    }
    return { kind: 'mixture', parts: opened };
  },
});
