import { writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { combinationsPage } from './combinations.js';

// `npm run combinations`: writes docs/combinations.md anew.
const file = new URL('../../docs/combinations.md', import.meta.url).pathname;
writeFileSync(file, await format(combinationsPage(), { ...(await resolveConfig(file)), parser: 'markdown' }));
