import type { Encoder } from '@cloze/contracts/tensor';

const FAMILIES: ReadonlyMap<unknown, string> = new Map([
  ['bert', 'Bert'],
  ['electra', 'Electra'],
]);

/** The class of transformers that has a head over this kind of encoder, for heads whose keys are the same over all; undefined where there is none. */
export function transformersClass(
  encoder: Pick<Encoder, 'modelConfig'>,
  head: 'TokenClassification' | 'QuestionAnswering',
): string | undefined {
  const family = FAMILIES.get(encoder.modelConfig()['model_type']);
  return family === undefined ? undefined : `${family}For${head}`;
}
