import { relative } from 'node:path';
import {
  CheckpointError,
  UsageError,
  type Tokenizer,
  type TokenizerPlugin,
  type TokenizerTrainingReport,
} from '@cloze/contracts';
import { adviceFor, explain, ioErrorCode, publishFolder } from '@cloze/checkpoints';
import { text } from '@cloze/data-loaders';
import { bpe, wordPiece } from '@cloze/tokenizer';
import { createLog } from '../output/log.js';
import { print, printJson } from '../output/print.js';
import { progressLine } from '../output/progress-line.js';
import { requireEmpty } from '../run/require-empty.js';
import type { TrainTokenizerFlags } from './tokenizer.js';

/** `cloze tokenizer train`. */
export async function trainTokenizerCommand(flags: TrainTokenizerFlags): Promise<void> {
  const algorithm = chooseAlgorithm(flags);
  await requireEmpty(flags.out);
  const directory = process.cwd();
  const dataset = await text.open(text.options.parse({ files: flags.files }), { directory, open: unreachable });
  const files = dataset.kind === 'documents' ? dataset.files : [];
  const log = createLog();
  const started = performance.now();
  const line = progressLine();
  const report: TokenizerTrainingReport = ({ stage, done, total }) => line.update(progressText(stage, done, total));
  const tokenizer = await algorithm.train(files, report).finally(() => line.done());
  await publish(flags.out, (folder) => tokenizer.save(folder));
  const seconds = (performance.now() - started) / 1000;
  const entries = tokenizer.vocabulary.size;
  log.info(
    `trained ${algorithm.name} on ${files.length} ${files.length === 1 ? 'file' : 'files'} in ${seconds.toFixed(1)} s`,
  );
  if (entries < flags.vocabSize)
    log.warn(`the text gave ${entries} entries, fewer than the ${flags.vocabSize} asked for`);
  if (flags.json) printJson({ directory: flags.out, plugin: algorithm.name, entries, files: files.length, seconds });
  else print(`${entries} entries in ${relative(directory, flags.out) || flags.out}`);
}

interface Algorithm {
  readonly name: string;
  train(files: readonly string[], report: TokenizerTrainingReport): Promise<Tokenizer>;
}

function chooseAlgorithm({ algorithm, score, cased, vocabSize }: TrainTokenizerFlags): Algorithm {
  const options = { vocabularySize: vocabSize, lowercase: !cased };
  if (algorithm === 'wordpiece') {
    const allowed = ['likelihood', 'count', 'ratio'];
    if (score !== undefined && !allowed.includes(score)) throw wrongChoice('--score', score, allowed);
    return algorithmOf(wordPiece, { ...options, ...(score !== undefined && { score }) });
  }
  if (algorithm !== 'bpe') throw wrongChoice('--algorithm', algorithm, ['wordpiece', 'bpe']);
  if (score !== undefined && score !== 'count')
    throw wrongChoice('--score', score, ['count, which is what BPE merges by']);
  return algorithmOf(bpe, options);
}

function algorithmOf<Options>(plugin: TokenizerPlugin<Options>, given: object): Algorithm {
  const options = plugin.options.parse(given);
  return { name: plugin.name, train: (files, report) => plugin.train(options, files, report) };
}

function wrongChoice(option: string, received: string, allowed: readonly string[]): UsageError {
  return new UsageError({ what: `Wrong value of ${option}`, where: option, received, allowed: allowed.join(', ') });
}

function progressText(stage: string, done: number, total: number): string {
  const share = total > 0 ? Math.floor((100 * done) / total) : 100;
  return stage === 'read' ? `reading ${share} %` : `${stage === 'merge' ? 'merging' : 'writing'} ${done} of ${total}`;
}

async function publish(out: string, fill: (folder: string) => Promise<void>): Promise<void> {
  try {
    await publishFolder(out, fill);
  } catch (error) {
    const reason = { received: explain(error), fix: adviceFor(ioErrorCode(error)) };
    throw new CheckpointError({ what: 'Cannot write the tokenizer', where: out, ...reason }, { cause: error });
  }
}

function unreachable(): never {
  throw new Error('text.v1 opens no other dataset');
}
