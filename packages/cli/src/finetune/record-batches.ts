import type { BatchArrays, BatchSource, Targets } from '@cloze/contracts';
import { createRecordSource, type RecordJob } from '@cloze/data-loaders';
import { ARTEFACTS, LOGGER, PLUGINS, RANDOM, VOCABULARY, type ServiceResolver } from '@cloze/registry';
import { FINETUNE_MODEL, TASKS } from './finetune-tokens.js';
import type { ParsedFinetune } from './parse-finetune.js';

const NO_TARGETS: Targets = { arrays: {}, weight: 0 };

/** Batches to train on, of one head each; the plan of every epoch is kept in the run folder. */
export async function createRecordBatches({ config }: ParsedFinetune, run: ServiceResolver): Promise<BatchSource> {
  const { batchSize, bucket } = config.training;
  const { heads } = run.get(FINETUNE_MODEL);
  const job: RecordJob = {
    tasks: run.get(TASKS).map(({ train, labels }, i) => ({
      id: heads[i].id,
      use: heads[i].chosen.plugin.name,
      options: heads[i].chosen.options,
      labels: { names: labels.names, ...(labels.spans && { spanNames: labels.spans.names }) },
      records: train.windows,
    })),
    vocabulary: run.get(VOCABULARY).toData(),
    seed: run.get(RANDOM).seed,
    mixing: config.mixing,
    batchSize,
    bucket,
  };
  const source = await createRecordSource({
    job,
    plugins: run
      .get(PLUGINS)
      .list()
      .map(({ plugin }) => plugin),
    planDirectory: run.get(ARTEFACTS).path('plans/train'),
    logger: run.get(LOGGER),
  });
  return withTargetsOfAll(
    source,
    heads.map(({ id }) => id),
  );
}

/** A batch of one head has no targets for the others. */
function withTargetsOfAll(source: BatchSource, ids: readonly string[]): BatchSource {
  const none = Object.fromEntries(ids.map((id) => [id, NO_TARGETS]));
  return {
    batchesIn: (epoch) => source.batchesIn(epoch),
    close: () => source.close(),
    async *stream(from, totalBatches): AsyncIterableIterator<BatchArrays> {
      for await (const batch of source.stream(from, totalBatches))
        yield { ...batch, targets: { ...none, ...batch.targets } };
    },
  };
}
