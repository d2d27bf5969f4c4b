import type { QuickstartFlags } from './quickstart.js';
export async function quickstartCommand(_flags: QuickstartFlags): Promise<void> {}
