#!/usr/bin/env node
import { cannotWrite } from '@cloze/contracts';
import { main } from './main.js';
import { reportError } from './output/report-error.js';

process.stdout.on('error', (cause: NodeJS.ErrnoException) => {
  // A reader that stops early (`cloze plugins | head`) is no failure.
  if (cause.code === 'EPIPE') process.exit(0);
  process.exit(reportError(cannotWrite('standard output', cause)));
});
const code = await main(process.argv.slice(2));
if (code !== 0) process.exitCode = code;
