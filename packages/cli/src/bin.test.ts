import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runCloze } from './testing/run-cloze.js';

it.skipIf(!existsSync('/dev/full'))('says so where standard output is full', async () => {
  const { code, stderr } = await runCloze(['--version'], { to: '/dev/full' });
  expect(stderr).toBe(`error: A file cannot be written
  where: standard output
  received: ENOSPC: no space left on device, write
  fix: free some space, or choose another path
`);
  expect(code).toBe(1);
});
