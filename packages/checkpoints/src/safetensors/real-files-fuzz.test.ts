import { describe, expect, it } from 'vitest';
import { mutantsOf, realFiles } from '../testing/mutants.js';
import { openMutant } from '../testing/open-mutant.js';
import { temporaryFolders } from '../testing/temporary-folder.js';

const newFolder = temporaryFolders();
const MUTANTS = 200;

describe('a real file of weights, damaged, is read or refused, and promises no more than it holds', () => {
  for (const { path, name, absent } of realFiles) {
    it.skipIf(absent)(`${name}${absent ? ' (skipped: shared data absent)' : ''}`, async () => {
      const mutant = mutantsOf(path, newFolder());
      let refused = 0;
      for (let number = 0; number < MUTANTS; number += 1) {
        const { path: damaged, bytes } = mutant(number);
        const promised = await openMutant(damaged);
        if (promised === undefined) refused += 1;
        else expect(promised, `mutant ${number}`).toBeLessThanOrEqual(bytes);
      }
      // Most damage is found; some changes nothing but a name.
      expect(refused).toBeGreaterThan(MUTANTS / 2);
    });
  }
});
