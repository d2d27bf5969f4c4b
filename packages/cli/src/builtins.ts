import type { AnyPlugin } from '@cloze/contracts';
import { dataLoaderPlugins } from '@cloze/data-loaders';
import { bert, embeddingBag, lstm } from '@cloze/encoder-core';
import { finetuningPlugins } from '@cloze/finetuning-heads';
import { metricPlugins } from '@cloze/metrics';
import { pretrainingPlugins } from '@cloze/pretraining-objectives';
import { tokenizerPlugins } from '@cloze/tokenizer';
import { trainerPlugins } from '@cloze/trainer';

/** Every plugin that comes with cloze. */
export const builtIns: readonly AnyPlugin[] = [
  ...tokenizerPlugins,
  ...dataLoaderPlugins,
  ...pretrainingPlugins,
  ...finetuningPlugins,
  ...metricPlugins,
  bert,
  lstm,
  embeddingBag,
  ...trainerPlugins,
];
