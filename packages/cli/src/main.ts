import { Command, CommanderError } from 'commander';
import { addDoctor } from './commands/doctor.js';
import { addFillMask } from './commands/fill-mask.js';
import { addFinetune } from './commands/finetune.js';
import { addPredict } from './commands/predict.js';
import { addPlugins } from './commands/plugins.js';
import { addPretrain } from './commands/pretrain.js';
import { addQuickstart } from './commands/quickstart.js';
import { addTokenizer } from './commands/tokenizer.js';
import { addConvert } from './convert/convert.js';
import { addEmbed } from './embed/embed.js';
import { addEvaluate } from './evaluate/evaluate.js';
import { addGenerate } from './generate/generate.js';
import { reportError } from './output/report-error.js';
import { toUsageError } from './output/usage-error.js';
import { version } from './version.js';

/**
 * Runs the command.
 * @param argv arguments after `node` and the script
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage
 */
export async function main(argv: readonly string[]): Promise<number> {
  const program = createProgram();
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) return reportError(error);
    // Help that was asked for, and the version, are printed already.
    return error.exitCode === 0 ? 0 : reportError(toUsageError(error, program, argv));
  }
}

/** The command with all its subcommands. */
export function createProgram(): Command {
  const program = new Command('cloze')
    .description('Pretrain and study bidirectional Transformer encoders.')
    .version(version())
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ outputError: () => {} });
  for (const add of [
    addQuickstart,
    addTokenizer,
    addPretrain,
    addFinetune,
    addPredict,
    addEvaluate,
    addFillMask,
    addGenerate,
    addConvert,
    addEmbed,
    addPlugins,
    addDoctor,
  ])
    add(program);
  return program;
}
