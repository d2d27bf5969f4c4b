import { readModelFolder, type ModelManifest } from '@cloze/checkpoints';
import { ClozeError, type Logger } from '@cloze/contracts';
import { acceptedKind, declaredMetrics } from '@cloze/contracts/tensor';
import { checkLabels, encodeRecords, openDataset } from '@cloze/data-loaders';
import type { PluginTable } from '@cloze/registry';
import { getBackend, version_core } from '@tensorflow/tfjs-core';
import { isJsonObject, type JsonObject } from '../../config/json-value.js';
import { loadPlugins } from '../../config/load-plugins.js';
import type { Chosen } from '../../config/parse-run.js';
import { evaluateHeads } from '../../finetune/evaluate-heads.js';
import { readRecords } from '../../finetune/read-records.js';
import { load, type LoadedModel } from '../../model/loaded-model.js';
import { formatTable } from '../../output/table.js';
import type { ModelHead } from '../../predict/head-runner.js';
import { version } from '../../version.js';
import type { Evaluator } from '../evaluator.js';
import type { EvaluateFlags } from '../evaluate.js';
import { evaluationData } from './evaluation-data.js';
import { headFindings } from './head-findings.js';
import type { HeadEvaluation, HeadsEvaluationContent } from './heads-evaluation.js';
import { headsReport } from './heads-report.js';

/** Models that `cloze finetune` made: heads are held against labelled records. */
export const headsEvaluator: Evaluator = {
  of: 'a fine-tuned model',
  accepts: (manifest) => (manifest?.heads ?? []).length > 0,
  async evaluate(flags, logger) {
    const content = await evaluateFinetuned(flags, logger);
    return { content, lines: linesOf(content), page: await headsReport(content) };
  },
};

async function evaluateFinetuned(flags: EvaluateFlags, logger: Logger): Promise<HeadsEvaluationContent> {
  const { model: directory, plugin, backend } = flags;
  const { table } = await loadPlugins({ modules: plugin, directory: process.cwd(), where: '--plugin' });
  const folder = await readModelFolder(directory);
  await folder.close();
  const model = await load(directory, { backend, plugins: plugin, logger });
  try {
    const heads: HeadEvaluation[] = [];
    const chosen = flags.head === undefined ? model.heads : model.heads.filter(({ id }) => id === flags.head);
    for (const head of chosen) {
      try {
        heads.push(await evaluateHead(model, head, flags, folder.manifest, table, logger));
      } catch (error) {
        throw chosen.length > 1 ? ofHead(error, head) : error;
      }
    }
    const step = folder.manifest?.provenance?.step;
    const versions = { cloze: version(), node: process.versions.node, tfjs: version_core, backend: getBackend() };
    return { model: directory, ...(step !== undefined && { step }), heads, versions };
  } finally {
    await model.dispose();
  }
}

/** The error of one head of several, whose data may be of another head alone. */
function ofHead(error: unknown, { id }: ModelHead): unknown {
  if (!ClozeError.is(error)) return error;
  const { what, fix, ...parts } = error.parts;
  const alone = 'where heads have data of their own, evaluate one at a time with --head';
  const told = { what: `${what} (head "${id}")`, ...parts, fix: fix === undefined ? alone : `${fix}; ${alone}` };
  return new ClozeError(error.code, told, { cause: error });
}

async function evaluateHead(
  model: LoadedModel,
  head: ModelHead,
  { data }: EvaluateFlags,
  manifest: ModelManifest | undefined,
  table: PluginTable,
  logger: Logger,
): Promise<HeadEvaluation> {
  const { id, chosen } = head;
  const learned = learnedHead(manifest, id);
  const chosenData = await evaluationData(data, learned.data);
  const { choice, where } = chosenData;
  const services = { plugins: table.list().map((entry) => entry.plugin), directory: process.cwd() };
  const kind = acceptedKind(chosen.plugin, chosen.options);
  const { records } = await readRecords(chosenData, kind, id, services);
  checkLabels(records, { names: head.labels.names, spanNames: head.labels.spans?.names });
  // As in training; where no record was to be longer there, in the best way that the head has.
  const tooLong = learned.tooLong ?? (chosen.plugin.merge ? 'windows' : 'cut');
  const windows = await encodeRecords(records, model.tokenizer, { ...model.input, tooLong }, logger);
  const metrics = metricsOf(learned.metrics, chosen, table, `cloze.json: heads, ${id}`);
  const result = await evaluateHeads(model.headEncoder, [{ head, weight: 1, metrics, records, windows }]);
  const values = Object.entries(result?.values ?? {})
    .filter(([name]) => name.startsWith(`${id}.`))
    .map(([name, value]) => [name.slice(id.length + 1), value] as const);
  const { dataset } = await openDataset(choice, where, services);
  return {
    id,
    use: chosen.plugin.name,
    records: records.length,
    files: dataset.kind === 'mixture' ? [] : dataset.files,
    values: Object.fromEntries(values),
    findings: headFindings(records, result?.predictions[id] ?? [], declaredMetrics(chosen.plugin, chosen.options)),
  };
}

/** How a head's data was read and its predictions scored. */
interface LearnedHead {
  /** The dataset that it was tested on, or else learned from. */
  readonly data?: JsonObject;
  readonly metrics?: readonly JsonObject[];
  /** What became of records that were too long. */
  readonly tooLong?: 'cut' | 'windows';
}

/** That of a head, from the config that the model was made by. */
function learnedHead(manifest: ModelManifest | undefined, id: string): LearnedHead {
  const config = manifest?.provenance?.config;
  if (!isJsonObject(config)) return {};
  const heads = Array.isArray(config['heads']) ? config['heads'].filter(isJsonObject) : [];
  const head = heads.find((one) => one['id'] === id);
  const section = [head?.['data'], config['data']].find(isJsonObject);
  const split = ['test', 'validation', 'train']
    .map((name) => section?.[name])
    .find((one) => isJsonObject(one) && 'files' in one);
  const metrics = head?.['metrics'];
  const tooLong = isJsonObject(config['data']) ? config['data']['tooLong'] : undefined;
  return {
    ...((tooLong === 'cut' || tooLong === 'windows') && { tooLong }),
    ...(isJsonObject(split) && { data: split }),
    ...(Array.isArray(metrics) && { metrics: metrics.filter(isJsonObject) }),
  };
}

function metricsOf(
  named: readonly JsonObject[] | undefined,
  { plugin, options }: Chosen<'head'>,
  table: PluginTable,
  where: string,
): Chosen<'metric'>[] {
  const choices = named ?? declaredMetrics(plugin, options).map((use) => ({ use }));
  return choices.map((choice) => table.choose('metric', { ...choice, use: String(choice['use']) }, where));
}

function linesOf({ heads }: HeadsEvaluationContent): string[] {
  return heads.flatMap(({ id, records, values }) => [
    `${id}: ${records} records`,
    ...formatTable(Object.entries(values).map(([name, value]) => [`  ${name}`, String(Number(value.toPrecision(6)))])),
  ]);
}
