#!/usr/bin/env node
import { main } from './main.js';

// A reader that stops early (`cloze plugins | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});
const code = await main(process.argv.slice(2));
if (code !== 0) process.exitCode = code;
