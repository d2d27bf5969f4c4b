export * from './builtins.js';
export * from './classification/pair-classification.js';
export * from './classification/sequence-classification.js';
export * from './tagging/token-classification.js';
export * from './crf/crf-tagging.js';
export * from './question/extractive-qa.js';
export * from './spans/span-classification.js';
export * from './spans/span-identification.js';
