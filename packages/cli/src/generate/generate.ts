import type { Command } from 'commander';
import { collect } from '../commands/collect.js';
import { parseWholeNumber } from '../commands/parse-number.js';
import { parseTemperature } from './parse-temperature.js';

/** What the command line of `cloze generate` says. */
export interface GenerateFlags {
  readonly model: string;
  readonly tokens: number;
  readonly temperature: number;
  readonly seed: number;
  readonly plugin: readonly string[];
  readonly backend?: string;
  readonly json?: boolean;
}

/** `cloze generate --model DIR TEXT…`. */
export function addGenerate(program: Command): void {
  program
    .command('generate')
    .description('go on with a text from left to right, with a model trained by causal-lm.v1')
    .argument('<text...>', 'texts to go on with')
    .requiredOption('--model <dir>', 'a model folder, or the folder of a run')
    .option('--tokens <n>', 'tokens to add', parseWholeNumber('--tokens', 1), 40)
    .option('--temperature <t>', 'below 1 nearer to the likeliest token, 0 always the likeliest', parseTemperature, 1)
    .option('--seed <n>', 'another seed gives another text', parseWholeNumber('--seed', 0), 1)
    .option('--plugin <file>', 'a module that the model’s plugins come from; may be repeated', collect, [])
    .option('--backend <name>', 'tensorflow, native, wasm or cpu')
    .option('--json', 'print JSON')
    .action(async (texts: readonly string[], flags: GenerateFlags) => {
      const { generateCommand } = await import('./generate-command.js');
      await generateCommand(texts, flags);
    });
}
