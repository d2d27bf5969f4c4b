export * from './batch.js';
export * from './encoder.js';
export * from './head.js';
export * from './join-windows.js';
export * from './objective.js';
export * from './optimizer.js';
export * from './parameters.js';
export * from './shapes.js';
