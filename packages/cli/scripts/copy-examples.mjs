// Brings what `cloze quickstart` trains on into the package before it is packed, and takes it away after (--remove).
import { cpSync, rmSync } from 'node:fs';

const from = new URL('../../../examples/', import.meta.url);
const to = new URL('../examples/', import.meta.url);

rmSync(to, { recursive: true, force: true });
if (!process.argv.includes('--remove')) {
  const names = [
    'quickstart.json',
    'corpus',
    'finetuning/sample',
    'finetuning/quickstart-voices.json',
    'finetuning/quickstart-names.json',
  ];
  for (const name of names) cpSync(new URL(name, from), new URL(name, to), { recursive: true });
}
