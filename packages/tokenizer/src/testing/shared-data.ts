import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const beside = (name: string) => fileURLToPath(new URL(`../../../../../shared/${name}`, import.meta.url));
const data = process.env.CLOZE_DATA ?? beside('data');
const fixtures = beside('fixtures');

/** Published vocabularies and real text; present on some machines only. */
export const tokenizerData = (...path: string[]) => join(data, 'tokenizer', ...path);
export const tokenizerFixtures = (...path: string[]) => join(fixtures, 'tokenizer', ...path);
export const hasSharedData = existsSync(tokenizerData()) && existsSync(tokenizerFixtures());

if (!hasSharedData)
  console.warn('skipped: tests with published vocabularies (no ../shared/data/tokenizer, no CLOZE_DATA)');
