import type { Command } from 'commander';
import { collect } from '../commands/collect.js';

/** What the command line of `cloze evaluate` says. */
export interface EvaluateFlags {
  readonly model: string;
  readonly data: readonly string[];
  /** The one of several heads to evaluate. */
  readonly head?: string;
  readonly out?: string;
  readonly plugin: readonly string[];
  readonly backend?: string;
  readonly json?: boolean;
}

/** `cloze evaluate --model DIR --data FILE…`. */
export function addEvaluate(program: Command): void {
  program
    .command('evaluate')
    .description('measure a model on data it has not seen, and a pretrained one beside trivial guesses')
    .requiredOption('--model <dir>', 'a model folder')
    .requiredOption('--data <file...>', 'held-out text or records; globs')
    .option('--head <id>', 'of several heads the one to evaluate, where they have data of their own')
    .option(
      '--out <dir>',
      'where evaluation.json and report.html go; by default the model’s folder "evaluation", and in it that of --head',
    )
    .option('--plugin <file>', 'a module that the model’s plugins come from; may be repeated', collect, [])
    .option('--backend <name>', 'tensorflow, native, wasm or cpu')
    .option('--json', 'print JSON')
    .action(async (flags: EvaluateFlags) => {
      const { evaluateCommand } = await import('./evaluate-command.js');
      await evaluateCommand(flags);
    });
}
