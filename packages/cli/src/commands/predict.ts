import type { Command } from 'commander';
import { collect } from './collect.js';

/** What the command line of `cloze predict` says. */
export interface PredictFlags {
  readonly model: string;
  readonly long: string;
  readonly backend?: string;
  readonly plugin: readonly string[];
}

/** `cloze predict --model DIR`. */
export function addPredict(program: Command): void {
  program
    .command('predict')
    .description('read JSON lines, and print what the model’s heads say of each as a line of JSON')
    .requiredOption('--model <dir>', 'a fine-tuned model')
    .option('--long <what>', 'for texts longer than the model takes: error, cut or split', 'error')
    .option('--plugin <file>', 'a module that the model’s plugins come from; may be repeated', collect, [])
    .option('--backend <name>', 'tensorflow, native, wasm or cpu')
    .action(async (flags: PredictFlags) => {
      const { predictCommand } = await import('./predict-command.js');
      await predictCommand(flags);
    });
}
