import { readFile } from 'node:fs/promises';
import { UsageError } from '@cloze/contracts';
import type { PluginChoice } from '@cloze/registry';
import { isJsonObject, type JsonObject, type JsonValue } from '../../config/json-value.js';
import { parseJson } from '../../config/parse-json.js';

/** What a head is evaluated on, and where that was said. */
export interface EvaluationData {
  readonly choice: PluginChoice;
  /** Records to take where there are more. */
  readonly limit?: number;
  readonly where: string;
}

/**
 * The dataset that `--data` names: one as in a config (`{"use": "conll.v1", …}`, in a .json file or on the command line), or files that
 * are read as the head's own data was when it learned.
 * @param learned the head's dataset in the config that the model was made by
 * @throws UsageError where files are given and it is not known how to read them
 */
export async function evaluationData(
  given: readonly string[],
  learned: JsonObject | undefined,
): Promise<EvaluationData> {
  const [first] = given;
  if (given.length === 1 && (first.startsWith('{') || first.endsWith('.json'))) {
    const content: unknown = first.startsWith('{')
      ? parseJson(first, '--data')
      : parseJson(await readFile(first, 'utf8'), first);
    if (isJsonObject(content) && typeof content['use'] === 'string') {
      const { limit, ...options } = content;
      return { choice: { ...options, use: content['use'] }, ...checkedLimit(limit), where: '--data' };
    }
  }
  if (typeof learned?.['use'] === 'string' && 'files' in learned) {
    if (!Array.isArray(learned['files'])) throw byName(given, learned);
    // What told the parts of one file apart, or drew from it, does not hold for another.
    const { part: _, limit: __, ...options } = learned;
    return { choice: { ...options, use: learned['use'], files: [...given] }, where: '--data' };
  }
  throw new UsageError({
    what: 'It is not known how to read the files',
    where: '--data',
    received: given.join(', '),
    allowed:
      'a dataset as in a config, such as \'{"use": "jsonl.v1", "files": ["test.jsonl"]}\', or a .json file with one',
    fix: 'name the dataset: the model does not tell how its own data was read',
  });
}

/** `limit` of a dataset as in a config. */
function checkedLimit(limit: JsonValue | undefined): Pick<EvaluationData, 'limit'> {
  if (limit === undefined) return {};
  if (typeof limit === 'number' && Number.isInteger(limit) && limit > 0) return { limit };
  throw new UsageError({
    what: 'Wrong value for an option',
    where: '--data, limit',
    received: JSON.stringify(limit),
    allowed: 'a whole number above 0',
    fix: 'say how many records to take, or leave it out for all',
  });
}

function byName(given: readonly string[], learned: JsonObject): UsageError {
  const { part: _, limit: __, ...dataset } = learned;
  return new UsageError({
    what: `Files of "${String(learned['use'])}" are not given by their paths alone`,
    where: '--data',
    received: given.join(', '),
    allowed: 'a dataset as in a config, or a .json file with one',
    fix: `give the files as the model's own data has them: ${JSON.stringify(dataset)}`,
  });
}
