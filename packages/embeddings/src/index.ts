export * from './contextual/embed-texts.js';
export * from './contextual/embedding-model.js';
export * from './contextual/layer-choice.js';
export * from './contextual/normalize.js';
export * from './contextual/pool-rows.js';
export * from './contextual/token-rows.js';
export * from './contextual/tokens-of-stretch.js';
export * from './output/vector-output.js';
