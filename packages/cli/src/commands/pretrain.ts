import type { Command } from 'commander';
import { collect } from './collect.js';

/** What the command line of `cloze pretrain` says. */
export interface PretrainFlags {
  readonly out?: string;
  readonly set: readonly string[];
  readonly plugin: readonly string[];
  readonly resume?: boolean;
  readonly backend?: string;
  readonly precision?: string;
  readonly dryRun?: boolean;
  readonly estimate?: boolean;
  readonly json?: boolean;
}

/** `cloze pretrain RUN --out DIR`. */
export function addPretrain(program: Command): void {
  program
    .command('pretrain')
    .description('train an encoder from a run config')
    .argument('<run>', 'a .json file, or a .ts or .js module that default-exports defineRun({ … })')
    .option('--out <dir>', 'folder of the run')
    .option(
      '--set <path=value>',
      'change a value of the config, such as encoder.preset=mini; may be repeated',
      collect,
      [],
    )
    .option('--plugin <file>', 'a module of your own; may be repeated', collect, [])
    .option('--resume', 'go on with the run in the folder')
    .option('--backend <name>', 'tensorflow, native, wasm or cpu')
    .option('--precision <name>', 'arithmetic of matrix products: float32')
    .option('--dry-run', 'print ten examples, with what was done to them and is to be predicted, and stop')
    .option('--estimate', 'tell parameters, memory and time, and stop')
    .option('--json', 'print results as JSON')
    .action(async (run: string, flags: PretrainFlags) => {
      // Help and other commands start without loading tensors.
      const { pretrainCommand } = await import('./pretrain-command.js');
      await pretrainCommand(run, flags);
    });
}
