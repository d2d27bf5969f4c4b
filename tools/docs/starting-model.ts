import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCloze } from './run-cloze.js';

const root = join(import.meta.dirname, '../..');
const MINILM = join(root, '../shared/models/all-MiniLM-L6-v2-fp16');
/** Pretrained by this project where MiniLM is not there: the run of docs/pretraining.md. */
const OWN = 'runs/finetuning/encoder';

/** What documented fine-tuning runs start from. */
export interface StartingModel {
  readonly kind: 'minilm' | 'own';
  readonly folder: string;
}

/** MiniLM where it is present and `own` is not asked for, else an encoder of our own, which is pretrained the first time. */
export function startingModel(own: boolean): StartingModel {
  if (!own && existsSync(MINILM)) return { kind: 'minilm', folder: MINILM };
  const folder = join(root, OWN);
  if (!existsSync(join(folder, 'config.json'))) {
    const resumes = existsSync(folder) ? ['--resume'] : [];
    runCloze('pretrain', 'examples/wikitext2.json', '--out', OWN, ...resumes);
  }
  return { kind: 'own', folder };
}
