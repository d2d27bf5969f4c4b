import { dropout, embeddings } from '@cloze/backend';
import type { EncoderInput, Mode } from '@cloze/contracts/tensor';
import { tidy, type Tensor2D } from '@tensorflow/tfjs-core';
import type { BertSizes } from '../encoders/bert-options.js';
import type { ParameterScope } from '../parameters/parameter-scope.js';
import { normalization } from './normalization.js';
import { siteDropout } from './site-dropout.js';

/** Ids to the sum of their embeddings, normalised: [tokens, embedding]. */
export type InputEmbeddings = (
  input: Pick<EncoderInput, 'inputIds' | 'positionIds' | 'segmentIds'>,
  mode: Mode,
) => Tensor2D;

/**
 * The sum of word, position and segment embeddings, LayerNorm, dropout; named as in Hugging Face's `BertEmbeddings`.
 * @param words the word table [vocabulary, embedding], which may be another one at each call
 * @param site names its dropout
 */
export function inputEmbeddings(
  scope: ParameterScope,
  sizes: BertSizes,
  words: () => Tensor2D,
  site: string,
): InputEmbeddings {
  const { embeddingSize, maxPositions, segmentTypes, layerNormEpsilon } = sizes;
  const initializer = { kind: 'truncated-normal', standardDeviation: sizes.initializerRange } as const;
  const table = (name: string, rows: number): Tensor2D =>
    scope.create(`${name}.weight`, { shape: [rows, embeddingSize], initializer });
  const position = table('position_embeddings', maxPositions);
  const segment = table('token_type_embeddings', segmentTypes);
  const normalize = normalization(scope.within('LayerNorm'), embeddingSize, layerNormEpsilon);
  return ({ inputIds, positionIds, segmentIds }, mode) =>
    tidy(() => {
      const sum = embeddings({ word: words(), position, segment, inputIds, positionIds, segmentIds });
      return dropout(normalize(sum), siteDropout(mode, site, sizes.dropout));
    });
}
