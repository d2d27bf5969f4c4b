import { dropout, embeddings } from '@cloze/backend';
import type { EncoderInput, Mode, ParameterTable } from '@cloze/contracts/tensor';
import { tidy, type Tensor2D } from '@tensorflow/tfjs-core';
import type { BertSizes } from '../encoders/bert-options.js';
import { tableScope } from '../parameters/parameter-scope.js';
import { normalization } from './normalization.js';
import { siteDropout } from './site-dropout.js';

/** Ids to the first hidden states [tokens, hidden]. */
export type InputEmbeddings = (
  input: Pick<EncoderInput, 'inputIds' | 'positionIds' | 'segmentIds'>,
  mode: Mode,
) => Tensor2D;

/**
 * The sum of word, position and segment embeddings, LayerNorm, dropout; named as in Hugging Face's `BertEmbeddings`. The word table is
 * looked up by name at each call, because it may be replaced by a longer one.
 */
export function inputEmbeddings(
  table: ParameterTable,
  prefix: string,
  sizes: BertSizes,
  vocabularySize: number,
  site: string,
): InputEmbeddings {
  const scope = tableScope(table, prefix);
  const { hiddenSize, maxPositions, segmentTypes, layerNormEpsilon } = sizes;
  const initializer = { kind: 'truncated-normal', standardDeviation: sizes.initializerRange } as const;
  scope.create('word_embeddings.weight', { shape: [vocabularySize, hiddenSize], initializer });
  const position: Tensor2D = scope.create('position_embeddings.weight', {
    shape: [maxPositions, hiddenSize],
    initializer,
  });
  const segment: Tensor2D = scope.create('token_type_embeddings.weight', {
    shape: [segmentTypes, hiddenSize],
    initializer,
  });
  const normalize = normalization(scope.within('LayerNorm'), hiddenSize, layerNormEpsilon);
  return ({ inputIds, positionIds, segmentIds }, mode) =>
    tidy(() => {
      const word: Tensor2D = table.get(`${prefix}.word_embeddings.weight`);
      const sum = embeddings({ word, position, segment, inputIds, positionIds, segmentIds });
      return dropout(normalize(sum), siteDropout(mode, site, sizes.dropout));
    });
}
