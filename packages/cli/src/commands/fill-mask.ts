import type { Command } from 'commander';
import { collect } from './collect.js';
import { parseWholeNumber } from './parse-number.js';

/** What the command line of `cloze fill-mask` says. */
export interface FillMaskFlags {
  readonly model: string;
  readonly top: number;
  readonly long: string;
  readonly backend?: string;
  readonly plugin: readonly string[];
  readonly json?: boolean;
}

/** `cloze fill-mask --model DIR TEXT…`. */
export function addFillMask(program: Command): void {
  program
    .command('fill-mask')
    .description('tell what most likely stands at each [MASK]')
    .argument('<text...>', 'texts with one [MASK] or more')
    .requiredOption('--model <dir>', 'a model folder, or the folder of a run')
    .option('--top <n>', 'candidates a mask', parseWholeNumber('--top', 1), 5)
    .option('--long <what>', 'for texts longer than the model takes: error, cut or split', 'error')
    .option('--plugin <file>', 'a module that the model’s plugins come from; may be repeated', collect, [])
    .option('--backend <name>', 'tensorflow, native, wasm or cpu')
    .option('--json', 'print JSON')
    .action(async (texts: readonly string[], flags: FillMaskFlags) => {
      const { fillMaskCommand } = await import('./fill-mask-command.js');
      await fillMaskCommand(texts, flags);
    });
}
