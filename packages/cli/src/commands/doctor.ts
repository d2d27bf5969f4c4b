import type { Command } from 'commander';

/** `cloze doctor`: what this machine can compute with, what is missing, and how to get it. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('tell which backends work here, how fast, what is missing and how to get it')
    .option('--json', 'print JSON')
    .action(async (flags: { readonly json?: boolean }) => {
      const { doctorCommand } = await import('./doctor-command.js');
      await doctorCommand(flags);
    });
}
