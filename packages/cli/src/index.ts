export * from './config/define-run.js';
export type { RunConfig, RunInput } from './config/run-sections.js';
export type { LongText } from './commands/long-text.js';
export type { GenerateOptions } from './generate/generate-text.js';
export type { FilledMask, FillMaskOptions, MaskCandidate } from './model/fill-mask.js';
export * from './model/loaded-model.js';
export { main } from './main.js';
