import { ModelError } from '@cloze/contracts';
import { headLayouts, type HeadLayout } from './head-layouts.js';
import { dense, normalization, type Shapes } from './shapes-of.js';

/** The tensors that a model of transformers has, by cloze's names. */
export interface TensorLayout {
  /** Those it cannot do without: the encoder's and its class's head. */
  readonly required: Shapes;
  /** Those that it may have besides: a pooler, and the heads of pretraining, which folders keep whatever class they name. */
  readonly optional: Shapes;
}

/** Keys of the heads that an encoder is pretrained with. */
const PRETRAINING = /^(?:cls|discriminator_predictions|generator_predictions|generator_lm_head)\./;

/**
 * The tensors of a BERT or ELECTRA, from its `config.json`: of the class in `architectures` where cloze knows it, with the heads of pretraining
 * besides; else of the encoder, with any known head besides.
 * @throws ModelError for other kinds of models and sizes that are no numbers
 */
export function tensorLayout(config: Readonly<Record<string, unknown>>, where: string): TensorLayout {
  const kind = config['model_type'];
  if (kind !== 'bert' && kind !== 'electra') {
    throw new ModelError({
      what: 'The tensors of this kind of model are not known',
      where,
      received: `"model_type": ${JSON.stringify(kind) ?? 'nothing'}`,
      allowed: '"bert", "electra"',
    });
  }
  const sizes = sizesOf(config, where, kind);
  const heads = headLayouts(sizes);
  const architecture = architectureOf(config);
  const own: HeadLayout | undefined = heads.find(({ architectures }) => architectures.includes(architecture));
  const pooler = poolerShapes(sizes);
  const required = new Map([...encoderShapes(sizes), ...(own?.shapes ?? []), ...(own?.pooler ? pooler : [])]);
  const others = heads.flatMap(({ shapes }) => [...shapes]).filter(([name]) => !own || PRETRAINING.test(name));
  const optional = new Map([...pooler, ...others].filter(([name]) => !required.has(name)));
  return { required, optional };
}

/** Sizes that shapes follow from. */
export interface LayoutSizes {
  readonly kind: 'bert' | 'electra';
  readonly vocabulary: number;
  readonly embedding: number;
  readonly hidden: number;
  readonly layers: number;
  readonly intermediate: number;
  readonly positions: number;
  readonly segments: number;
  readonly labels: number;
}

/** More layers than any model has would make a long list of names from a few bytes. */
const MAX_LAYERS = 1024;

function sizesOf(config: Readonly<Record<string, unknown>>, where: string, kind: 'bert' | 'electra'): LayoutSizes {
  const number = (field: string, fallback: number, most = Number.MAX_SAFE_INTEGER): number => {
    const value = config[field] ?? fallback;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= most) return value;
    throw new ModelError({
      what: 'A size in the config of a model is no size',
      where: `${where}: ${field}`,
      received: JSON.stringify(value),
      allowed: most === MAX_LAYERS ? `a whole number from 1 to ${MAX_LAYERS}` : 'a whole number from 1 on',
    });
  };
  const electra = kind === 'electra';
  const hidden = number('hidden_size', electra ? 256 : 768);
  const labels = config['id2label'];
  return {
    kind,
    hidden,
    vocabulary: number('vocab_size', 30522),
    embedding: electra ? number('embedding_size', 128) : hidden,
    layers: number('num_hidden_layers', 12, MAX_LAYERS),
    intermediate: number('intermediate_size', electra ? 1024 : 3072),
    positions: number('max_position_embeddings', 512),
    segments: number('type_vocab_size', 2),
    labels: typeof labels === 'object' && labels !== null ? Object.keys(labels).length : number('num_labels', 2),
  };
}

/** The class of transformers that a config names; empty where it names none. */
export function architectureOf(config: Readonly<Record<string, unknown>>): string {
  const list: unknown = config['architectures'];
  const first: unknown = Array.isArray(list) ? list[0] : undefined;
  return typeof first === 'string' ? first : '';
}

function encoderShapes({
  embedding,
  hidden,
  vocabulary,
  positions,
  segments,
  layers,
  intermediate,
}: LayoutSizes): Shapes {
  const shapes = new Map<string, readonly number[]>([
    ['bert.embeddings.word_embeddings.weight', [vocabulary, embedding]],
    ['bert.embeddings.position_embeddings.weight', [positions, embedding]],
    ['bert.embeddings.token_type_embeddings.weight', [segments, embedding]],
    ...normalization('bert.embeddings.LayerNorm', embedding),
    ...(embedding === hidden ? [] : dense('bert.embeddings_project', hidden, embedding)),
  ]);
  for (let layer = 0; layer < layers; layer += 1) {
    const at = `bert.encoder.layer.${layer}`;
    for (const [name, shape] of [
      ...['query', 'key', 'value'].flatMap((part) => dense(`${at}.attention.self.${part}`, hidden, hidden)),
      ...dense(`${at}.attention.output.dense`, hidden, hidden),
      ...normalization(`${at}.attention.output.LayerNorm`, hidden),
      ...dense(`${at}.intermediate.dense`, intermediate, hidden),
      ...dense(`${at}.output.dense`, hidden, intermediate),
      ...normalization(`${at}.output.LayerNorm`, hidden),
    ]) {
      shapes.set(name, shape);
    }
  }
  return shapes;
}

function poolerShapes({ hidden }: LayoutSizes): Shapes {
  return new Map(dense('bert.pooler.dense', hidden, hidden));
}
