import type { Command } from 'commander';

/** What the command line of `cloze quickstart` says. */
export interface QuickstartFlags {
  readonly out?: string;
  readonly backend?: string;
  readonly short?: boolean;
  readonly json?: boolean;
}

/** `cloze quickstart`. */
export function addQuickstart(program: Command): void {
  program
    .command('quickstart')
    .description('the whole job on a novel: train a tokenizer and a small encoder, compare, fill in words')
    .option('--out <dir>', 'folder of the run; runs/quickstart, or a free name like it, when left out')
    .option('--backend <name>', 'tensorflow, native, wasm or cpu')
    .option('--short', 'a few steps only, to see that everything works')
    .option('--json', 'print results as JSON')
    .action(async (flags: QuickstartFlags) => {
      const { quickstartCommand } = await import('./quickstart-command.js');
      await quickstartCommand(flags);
    });
}
