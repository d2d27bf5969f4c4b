import type { Command } from 'commander';
import { collect } from '../commands/collect.js';

/** What the command line of `cloze convert` says. */
export interface ConvertFlags {
  readonly to: string;
  readonly plugin: readonly string[];
  readonly allowMissing?: boolean;
  readonly json?: boolean;
}

/** `cloze convert IN OUT`. */
export function addConvert(program: Command): void {
  program
    .command('convert')
    .description('write a model in the format of others')
    .argument('<in>', 'folder of a model: of cloze, of transformers, or a TensorFlow 1 checkpoint of BERT')
    .argument('<out>', 'folder to write')
    .option('--to <format>', 'transformers: its folder; onnx: a folder that transformers.js loads', 'transformers')
    .option('--plugin <file>', 'a module that the model’s plugins come from; may be repeated', collect, [])
    .option('--allow-missing', 'with --to transformers: go on without the weights of a head that is to be trained')
    .option('--json', 'print JSON')
    .action(async (from: string, to: string, flags: ConvertFlags) => {
      const { convertCommand } = await import('./convert-command.js');
      await convertCommand(from, to, flags);
    });
}
