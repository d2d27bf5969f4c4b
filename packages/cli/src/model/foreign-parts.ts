import type { ModelFolder } from '@cloze/checkpoints';
import { createLabelSet, ModelError } from '@cloze/contracts';
import type { PluginTable } from '@cloze/registry';
import type { ModelPartsChoice } from './choose-parts.js';

type Config = Readonly<Record<string, unknown>>;

/**
 * The parts of a folder that transformers wrote: the objectives whose output layers it has, and the head of the class that its `config.json`
 * names.
 * @throws ModelError for labels that are not one for each number from 0 on
 */
export function foreignParts(
  { config, directory, weights: { tensors } }: Pick<ModelFolder, 'config' | 'directory' | 'weights'>,
  table: PluginTable,
): Omit<ModelPartsChoice, 'encoder'> {
  const pooled = tensors.has('bert.pooler.dense.weight');
  const objectives = [
    ...(tensors.has('cls.predictions.transform.dense.weight') ? ['mlm'] : []),
    ...(tensors.has('cls.seq_relationship.weight') && pooled ? ['nsp'] : []),
  ].map((id) => ({ ...table.choose('objective', { use: `${id}.v1` }, 'objectives'), id, weight: 1 }));
  const architectures: unknown = config['architectures'];
  const architecture = Array.isArray(architectures) ? String(architectures[0]) : '';
  const choice = choiceFor(architecture, config);
  if (choice === undefined) {
    const isBare = architecture === '' || architecture.endsWith('Model');
    return { objectives, heads: [], ...(objectives.length === 0 && !isBare && { unsupported: architecture }) };
  }
  const { use, options, labelled } = choice;
  const chosen = table.choose('head', { ...options, use }, `${directory}/config.json: architectures[0]`);
  const labels = createLabelSet(labelled ? labelsOf(config, directory) : []);
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
      const task = TASKS.get(String(config['problem_type'])) ?? 'labels';
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

/** Names by number; transformers' own where the config has none. */
function labelsOf(config: Config, directory: string): readonly string[] {
  const names: unknown = config['id2label'] ?? { 0: 'LABEL_0', 1: 'LABEL_1' };
  const entries = typeof names === 'object' && names !== null ? Object.entries(names) : [];
  const sorted = entries.map(([id, name]): [number, unknown] => [Number(id), name]).sort(([a], [b]) => a - b);
  if (sorted.length > 0 && sorted.every(([id, name], i) => id === i && typeof name === 'string'))
    return sorted.map(([, name]) => String(name));
  throw new ModelError({
    what: 'The labels of a model are not in order',
    where: `${directory}/config.json: id2label`,
    received: JSON.stringify(names).slice(0, 200),
    allowed: 'a name for each number from 0 on',
  });
}
