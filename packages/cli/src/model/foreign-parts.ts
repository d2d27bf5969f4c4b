import type { ModelFolder, ModelTensor } from '@cloze/checkpoints';
import { createLabelSet, ModelError } from '@cloze/contracts';
import type { PluginTable } from '@cloze/registry';
import type { ModelPartsChoice } from './choose-parts.js';

type Config = Readonly<Record<string, unknown>>;

/**
 * The parts of a folder that transformers wrote: the objectives whose output layers it has, and the head of the class that its `config.json`
 * names. The output layer of a `BertLMHeadModel` names next tokens, and fills no masks.
 * @throws ModelError for labels that are not one for each number from 0 on, each another
 */
export function foreignParts(
  { config, directory, weights: { tensors } }: Pick<ModelFolder, 'config' | 'directory' | 'weights'>,
  table: PluginTable,
): Omit<ModelPartsChoice, 'encoder'> {
  const architectures: unknown = config['architectures'];
  const architecture = Array.isArray(architectures) ? String(architectures[0]) : '';
  const pooled = tensors.has('bert.pooler.dense.weight');
  const namesNext = architecture === 'BertLMHeadModel';
  const fillsMasks = tensors.has('cls.predictions.transform.dense.weight') && !namesNext;
  const objectives = [
    ...(fillsMasks ? ['mlm'] : []),
    ...(tensors.has('cls.seq_relationship.weight') && pooled ? ['nsp'] : []),
  ].map((id) => ({ ...table.choose('objective', { use: `${id}.v1` }, 'objectives'), id, weight: 1 }));
  const choice = choiceFor(architecture, config);
  if (choice === undefined) {
    const isBare = architecture === '' || (architecture.endsWith('Model') && !namesNext);
    return { objectives, heads: [], ...(objectives.length === 0 && !isBare && { unsupported: architecture }) };
  }
  const { use, options, labelled } = choice;
  const chosen = table.choose('head', { ...options, use }, `${directory}/config.json: architectures[0]`);
  const labels = createLabelSet(labelled ? labelsOf(config, directory, tensors.get('classifier.weight')) : []);
  return { objectives, heads: [{ id: 'task', chosen, labels }] };
}

interface Choice {
  readonly use: string;
  readonly options: object;
  readonly labelled: boolean;
}

function choiceFor(architecture: string, config: Config): Choice | undefined {
  switch (architecture) {
    case 'BertForSequenceClassification': {
      // As transformers takes a config that does not say: a single output is a number, as in cross-encoders.
      const type = config['problem_type'] ?? (numberOfLabels(config) === 1 ? 'regression' : undefined);
      const task = TASKS.get(String(type)) ?? 'labels';
      return { use: 'sequence-classification.v1', options: { task }, labelled: task !== 'regression' };
    }
    case 'BertForTokenClassification':
    case 'ElectraForTokenClassification':
      return { use: 'token-classification.v1', options: {}, labelled: true };
    case 'BertForQuestionAnswering':
    case 'ElectraForQuestionAnswering':
      return { use: 'extractive-qa.v1', options: {}, labelled: false };
    default:
      return undefined;
  }
}

const TASKS: ReadonlyMap<string, string> = new Map([
  ['regression', 'regression'],
  ['multi_label_classification', 'multi-label'],
]);

/** Outputs of a classifier, which names of labels tell before `num_labels` does; 2 where the config tells neither. */
function numberOfLabels(config: Config): unknown {
  const names: unknown = config['id2label'];
  return typeof names === 'object' && names !== null ? Object.keys(names).length : (config['num_labels'] ?? 2);
}

/**
 * Names by number; transformers' own where the config has none.
 * @param classifier the weights [labels, hidden], which the config was held against
 */
function labelsOf(config: Config, directory: string, classifier: ModelTensor | undefined): readonly string[] {
  const names: unknown = config['id2label'] ?? undefined;
  if (names === undefined) return Array.from({ length: classifier?.stored.shape[0] ?? 0 }, (_, id) => `LABEL_${id}`);
  const where = `${directory}/config.json: id2label`;
  const entries = typeof names === 'object' && names !== null ? Object.entries(names) : [];
  const sorted = entries.map(([id, name]): [number, unknown] => [Number(id), name]).sort(([a], [b]) => a - b);
  if (sorted.length === 0 || !sorted.every(([id, name], i) => id === i && typeof name === 'string')) {
    throw new ModelError({
      what: 'The labels of a model are not in order',
      where,
      received: JSON.stringify(names).slice(0, 200),
      allowed: 'a name for each number from 0 on',
    });
  }
  const labels = sorted.map(([, name]) => String(name));
  const again = labels.findIndex((name, id) => labels.indexOf(name) !== id);
  if (again === -1) return labels;
  throw new ModelError({
    what: 'Two labels of a model have one name',
    where,
    received: `${JSON.stringify(labels[again])} for ${labels.indexOf(labels[again])} and ${again}`,
    allowed: 'another name for each number',
    fix: 'rename one of them there, and in label2id',
  });
}
