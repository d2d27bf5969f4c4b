import type { FillMaskFlags } from './fill-mask.js';
export async function fillMaskCommand(_texts: readonly string[], _flags: FillMaskFlags): Promise<void> {}
