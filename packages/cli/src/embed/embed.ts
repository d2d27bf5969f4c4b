import type { Command } from 'commander';
import { collect } from '../commands/collect.js';
import { parseWholeNumber } from '../commands/parse-number.js';

/** What the command line of `cloze embed` says. */
export interface EmbedFlags {
  readonly model: string;
  readonly pooling: string;
  readonly layers: string;
  readonly normalize?: boolean;
  readonly maxLength?: number;
  readonly long: string;
  readonly format: string;
  readonly out?: string;
  readonly plugin: readonly string[];
  readonly backend?: string;
}

/** `cloze embed --model DIR`. */
export function addEmbed(program: Command): void {
  program
    .command('embed')
    .description(
      'turn JSON lines of stdin into vectors: {"text"}, or {"text","start","end"} for a stretch in its context',
    )
    .requiredOption('--model <dir>', 'a model folder, or the folder of a run')
    .option('--pooling <how>', 'mean, cls or max of the tokens of a text', 'mean')
    .option(
      '--layers <which>',
      'last, last4-mean, last4-concat, or the number of a layer (0 is the embeddings)',
      'last',
    )
    .option('--normalize', 'divide each vector by its length')
    .option(
      '--max-length <n>',
      'most tokens of a text; by default what the model takes',
      parseWholeNumber('--max-length', 3),
    )
    .option('--long <what>', 'for longer texts: error, cut or split', 'error')
    .option('--format <name>', 'jsonl, npy or parquet', 'jsonl')
    .option('--out <file>', 'file to write; stdout for jsonl when left out')
    .option('--plugin <file>', 'a module that the model’s plugins come from; may be repeated', collect, [])
    .option('--backend <name>', 'tensorflow, native, wasm or cpu')
    .action(async (flags: EmbedFlags) => {
      const { embedCommand } = await import('./embed-command.js');
      await embedCommand(flags);
    });
}
