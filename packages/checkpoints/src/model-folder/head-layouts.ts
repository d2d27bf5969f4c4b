import { dense, normalization, type Shapes } from './shapes-of.js';
import type { LayoutSizes } from './tensor-layout.js';

/** The head of some classes of transformers. */
export interface HeadLayout {
  readonly architectures: readonly string[];
  readonly shapes: Shapes;
  /** Whether the head reads the pooler. */
  readonly pooler: boolean;
}

/** Heads that transformers has classes for, with their shapes; those of one kind of model. */
export function headLayouts(sizes: LayoutSizes): readonly HeadLayout[] {
  return sizes.kind === 'bert' ? bertHeads(sizes) : electraHeads(sizes);
}

function bertHeads({ hidden, vocabulary, labels }: LayoutSizes): readonly HeadLayout[] {
  const words = [
    ...dense('cls.predictions.transform.dense', hidden, hidden),
    ...normalization('cls.predictions.transform.LayerNorm', hidden),
    ['cls.predictions.bias', [vocabulary]],
  ] as const;
  const sentences = dense('cls.seq_relationship', 2, hidden);
  const head = (
    architectures: readonly string[],
    pooler: boolean,
    shapes: Iterable<readonly [string, readonly number[]]>,
  ) => ({
    architectures,
    pooler,
    shapes: new Map(shapes),
  });
  return [
    head(['BertForPreTraining'], true, [...words, ...sentences]),
    head(['BertForMaskedLM', 'BertLMHeadModel'], false, words),
    head(['BertForNextSentencePrediction'], true, sentences),
    head(['BertForSequenceClassification'], true, dense('classifier', labels, hidden)),
    head(['BertForMultipleChoice'], true, dense('classifier', 1, hidden)),
    head(['BertForTokenClassification'], false, dense('classifier', labels, hidden)),
    head(['BertForQuestionAnswering'], false, dense('qa_outputs', labels, hidden)),
  ];
}

function electraHeads({ hidden, embedding, vocabulary, labels }: LayoutSizes): readonly HeadLayout[] {
  const head = (architecture: string, ...shapes: (readonly [string, readonly number[]])[]) => ({
    architectures: [architecture],
    pooler: false,
    shapes: new Map(shapes),
  });
  return [
    head(
      'ElectraForPreTraining',
      ...dense('discriminator_predictions.dense', hidden, hidden),
      ...dense('discriminator_predictions.dense_prediction', 1, hidden),
    ),
    head(
      'ElectraForMaskedLM',
      ...dense('generator_predictions.dense', embedding, hidden),
      ...normalization('generator_predictions.LayerNorm', embedding),
      ['generator_lm_head.bias', [vocabulary]],
    ),
    head(
      'ElectraForSequenceClassification',
      ...dense('classifier.dense', hidden, hidden),
      ...dense('classifier.out_proj', labels, hidden),
    ),
    head('ElectraForTokenClassification', ...dense('classifier', labels, hidden)),
    head('ElectraForQuestionAnswering', ...dense('qa_outputs', labels, hidden)),
  ];
}
