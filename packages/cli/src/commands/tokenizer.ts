import type { Command } from 'commander';
import { parseWholeNumber } from './parse-number.js';

/** What the command line of `cloze tokenizer train` says. */
export interface TrainTokenizerFlags {
  readonly files: readonly string[];
  readonly vocabSize: number;
  readonly out: string;
  readonly algorithm: string;
  readonly score?: string;
  readonly cased?: boolean;
  readonly json?: boolean;
}

/** What the command line of `cloze tokenizer encode` says. */
export interface EncodeFlags {
  readonly tokenizer: string;
  readonly jsonl?: boolean;
  readonly maxLength?: number;
  readonly long: string;
}

/** `cloze tokenizer train` and `cloze tokenizer encode`. */
export function addTokenizer(program: Command): void {
  const tokenizer = program.command('tokenizer').description('train tokenizers and encode text');
  tokenizer
    .command('train')
    .description('train a tokenizer on text files')
    .requiredOption('--files <glob...>', 'text files or globs')
    .requiredOption('--out <dir>', 'folder to write vocab.txt, tokenizer.json and tokenizer_config.json to')
    .option('--vocab-size <n>', 'entries of the vocabulary', parseWholeNumber('--vocab-size', 1), 30_000)
    .option('--algorithm <name>', 'wordpiece or bpe', 'wordpiece')
    .option('--score <name>', 'what merges are chosen by: likelihood, count or ratio')
    .option('--cased', 'keep upper case and accents')
    .option('--json', 'print JSON')
    .action(async (flags: TrainTokenizerFlags) => {
      const { trainTokenizerCommand } = await import('./train-tokenizer-command.js');
      await trainTokenizerCommand(flags);
    });
  tokenizer
    .command('encode')
    .description('encode lines of stdin; prints a line of JSON for each')
    .requiredOption('--tokenizer <dir>', 'folder of a trained tokenizer or a model')
    .option('--jsonl', 'each line is a JSON string, or a pair ["a", "b"]')
    .option('--max-length <n>', 'most tokens, special tokens included', parseWholeNumber('--max-length', 1))
    .option('--long <what>', 'for lines longer than --max-length: error, cut or split', 'error')
    .action(async (flags: EncodeFlags) => {
      const { encodeCommand } = await import('./encode-command.js');
      await encodeCommand(flags);
    });
}
