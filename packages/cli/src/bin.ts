#!/usr/bin/env node
import { DataError } from '@cloze/contracts';
import { main } from './main.js';
import { reportError } from './output/report-error.js';

process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  // A reader that stops early (`cloze plugins | head`) is no failure.
  if (cause.code === 'EPIPE') process.exit(0);
  const parts = { what: 'A file cannot be written', where: 'standard output', received: cause.message };
  process.exit(reportError(new DataError({ ...parts, fix: 'free some space, or write elsewhere' }, { cause })));
});
const code = await main(process.argv.slice(2));
if (code !== 0) process.exitCode = code;
