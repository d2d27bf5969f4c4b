import { mergeConfig } from 'vitest/config';
import base from './vitest.config.js';

/** The long suites: `*.heavy.test.ts`, one at a time. */
const heavy = mergeConfig(base, { test: { fileParallelism: false, testTimeout: 900_000, hookTimeout: 300_000 } });
heavy.test.include = ['packages/*/src/**/*.heavy.test.ts', 'tools/**/*.heavy.test.ts'];
heavy.test.exclude = ['**/node_modules/**', '**/dist/**'];
export default heavy;
