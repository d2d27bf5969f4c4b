import { createLabelSet, ModelError } from '@cloze/contracts';
import type { PluginTable } from '@cloze/registry';
import type { ChosenModelHead } from './choose-parts.js';

type Config = Readonly<Record<string, unknown>>;

/**
 * The head of a folder that transformers wrote, by the class its `config.json` names; none for classes that cloze has no head for.
 * @throws ModelError for labels that are not one for each number from 0 on
 */
export function foreignHeads(config: Config, directory: string, table: PluginTable): readonly ChosenModelHead[] {
  const architectures: unknown = config['architectures'];
  const choice = choiceFor(Array.isArray(architectures) ? String(architectures[0]) : '', config);
  if (choice === undefined) return [];
  const { use, options, labelled } = choice;
  const chosen = table.choose('head', { ...options, use }, `${directory}/config.json: architectures[0]`);
  return [{ id: 'task', chosen, labels: createLabelSet(labelled ? labelsOf(config, directory) : []) }];
}

interface Choice {
  readonly use: string;
  readonly options: object;
  readonly labelled: boolean;
}

function choiceFor(architecture: string, config: Config): Choice | undefined {
  switch (architecture) {
    case 'BertForSequenceClassification': {
      const task = TASKS[String(config['problem_type'])] ?? 'labels';
      return { use: 'sequence-classification.v1', options: { task }, labelled: task !== 'regression' };
    }
    case 'BertForTokenClassification':
      return { use: 'token-classification.v1', options: {}, labelled: true };
    case 'BertForQuestionAnswering':
      return { use: 'extractive-qa.v1', options: {}, labelled: false };
    default:
      return undefined;
  }
}

const TASKS: Readonly<Record<string, string>> = {
  regression: 'regression',
  multi_label_classification: 'multi-label',
};

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
