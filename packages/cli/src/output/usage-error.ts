import { UsageError, nearestName } from '@cloze/contracts';
import type { Command, CommanderError } from 'commander';

/** A wrong command line in the words of cloze's own errors, with the nearest name. */
export function toUsageError(error: CommanderError, program: Command, argv: readonly string[]): UsageError {
  const command = commandOf(program, argv);
  const line = pathOf(command);
  const flags = command.options.flatMap(({ long }) => long ?? []);
  const names = command.commands.map((child) => child.name());
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const help = `\`${line} --help\` tells more`;
  const fixFor = (name: string, candidates: readonly string[]) => {
    const near = nearestName(name, candidates);
    return near === undefined ? help : `did you mean "${near}"?`;
  };
  switch (error.code) {
    case 'commander.unknownOption':
      return new UsageError({
        what: `Unknown option "${quoted}"`,
        where: line,
        allowed: flags.length > 0 ? flags.join(', ') : 'no options',
        fix: fixFor(quoted, flags),
      });
    case 'commander.unknownCommand':
      return new UsageError({
        what: `Unknown command "${quoted}"`,
        where: line,
        allowed: names.join(', '),
        fix: fixFor(quoted, names),
      });
    case 'commander.help':
      return new UsageError({ what: 'No command was given', where: line, allowed: names.join(', '), fix: help });
    case 'commander.missingArgument':
      return new UsageError({
        what: `An argument is missing: ${quoted}`,
        where: line,
        allowed: usageOf(command),
        fix: help,
      });
    case 'commander.missingMandatoryOptionValue':
      return new UsageError({
        what: `An option is missing: ${quoted}`,
        where: line,
        allowed: usageOf(command),
        fix: help,
      });
    case 'commander.optionMissingArgument':
      return new UsageError({ what: `An option has no value: ${quoted}`, where: line, allowed: quoted, fix: help });
    case 'commander.excessArguments':
      return new UsageError({ what: 'Too many arguments', where: line, allowed: usageOf(command), fix: help });
    default:
      return new UsageError({ what: error.message.replace(/^error: /, ''), where: line, fix: help });
  }
}

/** The subcommand that the arguments lead to. */
function commandOf(program: Command, argv: readonly string[]): Command {
  let command = program;
  for (const argument of argv) {
    const child = command.commands.find((candidate) => candidate.name() === argument);
    if (child === undefined) break;
    command = child;
  }
  return command;
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}

function usageOf(command: Command): string {
  return `${pathOf(command)} ${command.usage()}`;
}
