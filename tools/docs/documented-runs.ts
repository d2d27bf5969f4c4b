import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Where the figures of the documented pretraining runs are kept. */
export const RUNS_FILE = resolve(root, 'docs/pretraining-runs.json');

/** The documented runs, by the names of their configs in examples/pretraining. */
export const RUN_NAMES: readonly string[] = [
  'mlm',
  'span-mlm',
  'span-mlm-sbo',
  'mlm-nsp',
  'mlm-sop',
  'mlm-32',
  'causal-lm',
  'denoising',
  'rtd',
];

/** A number with its 99 % interval. */
interface WithInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A measure as `cloze evaluate` saves it. */
export interface SavedMeasure extends WithInterval {
  readonly objective: string;
  readonly name: string;
  readonly targets: number;
  readonly constant?: { readonly value: number; readonly gain: WithInterval; readonly beaten: boolean };
}

/** What a documented run came to. */
export interface DocumentedRun {
  readonly name: string;
  /** Digest of the config that it was made with. */
  readonly config: string;
  /** Evaluations on the way included. */
  readonly minutes: number;
  readonly processor: string;
  readonly steps: number;
  /** Tokens it was trained on. */
  readonly tokens: number;
  /** Its evaluations on the way. */
  readonly curves: readonly {
    readonly phase: number;
    readonly step: number;
    readonly values: Readonly<Record<string, number>>;
  }[];
  readonly evaluation: {
    readonly data: { readonly files: readonly string[]; readonly tokens: number; readonly examples: number };
    readonly sample?: { readonly examples: number; readonly tokens: number };
    readonly measures: readonly SavedMeasure[];
  };
}

/** The figures that were saved; none before the first run. */
export function readRuns(): DocumentedRun[] {
  return existsSync(RUNS_FILE) ? JSON.parse(readFileSync(RUNS_FILE, 'utf8')) : [];
}

/** Changes whenever what a config says does, however it is laid out. */
export function configDigest(name: string): string {
  const config: unknown = JSON.parse(readFileSync(resolve(root, `examples/pretraining/${name}.json`), 'utf8'));
  return createHash('sha256').update(JSON.stringify(config)).digest('hex').slice(0, 16);
}
