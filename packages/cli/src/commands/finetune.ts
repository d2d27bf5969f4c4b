import type { Command } from 'commander';
import { collect } from './collect.js';

/** What the command line of `cloze finetune` says. */
export interface FinetuneFlags {
  readonly out?: string;
  readonly model?: string;
  readonly set: readonly string[];
  readonly plugin: readonly string[];
  readonly resume?: boolean;
  readonly backend?: string;
  readonly precision?: string;
  readonly dryRun?: boolean;
  readonly estimate?: boolean;
  readonly json?: boolean;
}

/** `cloze finetune RUN --out DIR`. */
export function addFinetune(program: Command): void {
  program
    .command('finetune')
    .description('train heads on a pretrained model with labelled data')
    .argument('<run>', 'a .json file, or a .ts or .js module that default-exports defineFinetune({ … })')
    .option('--out <dir>', 'folder of the run')
    .option('--model <dir>', 'folder of the pretrained model, in place of the config’s')
    .option(
      '--set <path=value>',
      'change a value of the config, such as training.epochs=3; may be repeated',
      collect,
      [],
    )
    .option('--plugin <file>', 'a module of your own; may be repeated', collect, [])
    .option('--resume', 'go on with the run in the folder')
    .option('--backend <name>', 'tensorflow, native, wasm or cpu')
    .option('--precision <name>', 'arithmetic of matrix products: float32')
    .option('--dry-run', 'print ten encoded examples of each head with their labels, and stop')
    .option('--estimate', 'tell parameters, memory and time, and stop')
    .option('--json', 'print results as JSON')
    .action(async (run: string, flags: FinetuneFlags) => {
      const { finetuneCommand } = await import('./finetune-command.js');
      await finetuneCommand(run, flags);
    });
}
