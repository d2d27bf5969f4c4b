export * from './builtins.js';
export * from './corruptions/token-masking.js';
export * from './objectives/mlm.js';
export * from './objectives/nsp.js';
export * from './objectives/sop.js';
