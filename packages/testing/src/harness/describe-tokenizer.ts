import { afterAll, beforeAll, it } from 'vitest';
import type { TokenizerPlugin } from '@cloze/contracts';
import {
  checkDecoding,
  checkEncodings,
  checkFastPath,
  checkPadding,
  checkPersistence,
  checkTruncation,
} from '../checks/check-tokenizer.js';
import { defaultCases } from '../checks/plugin-case.js';
import { tokenizerTrial, type TokenizerCase, type TokenizerTrial } from '../checks/tokenizer-trial.js';
import { describePlugin } from './describe-plugin.js';

/** Registers the tests that every tokenizer passes, trained on a tiny corpus and tried on awkward texts. */
export function describeTokenizer<Options>(
  plugin: TokenizerPlugin<Options>,
  cases: readonly TokenizerCase[] = defaultCases,
): void {
  describePlugin(plugin, 'tokenizer', cases, (one) => {
    let trial: TokenizerTrial | undefined;
    beforeAll(async () => void (trial = await tokenizerTrial(plugin, one)));
    afterAll(() => trial?.dispose());
    it('encodes any text into ids, words and offsets that fit together', () => checkEncodings(trial!));
    it('gives the same tokens on the fast path', () => checkFastPath(trial!));
    it('truncates to windows that cover the text', () => checkTruncation(trial!));
    it('pads on either side', () => checkPadding(trial!));
    it('decodes what it encoded', () => checkDecoding(trial!));
    it('trains, saves and loads the same tokenizer', () => checkPersistence(trial!));
  });
}
