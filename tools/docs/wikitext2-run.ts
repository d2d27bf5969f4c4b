import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { configDigest } from './documented-runs.js';
import { minutesOf, recordedPhases, type RecordedRow } from './recorded-phases.js';
import { runCloze } from './run-cloze.js';
import { writeJson } from './write-json.js';

const root = resolve(import.meta.dirname, '../..');
const CONFIG = 'examples/wikitext2.json';
const OUT = 'runs/wikitext2';
const FILE = resolve(root, 'docs/wikitext2-run.json');

/** The longer documented run, by the name that repeats it. */
export const WIKITEXT2 = 'wikitext2';

/** How a phase of it went: losses in nats, at steps of the phase. */
export interface Wikitext2Phase {
  readonly minutes: number;
  readonly steps: number;
  readonly training: { readonly steps: readonly number[]; readonly losses: readonly number[] };
  /** At `[MASK]` positions. */
  readonly validation: { readonly steps: readonly number[]; readonly losses: readonly number[] };
}

/** What the longer documented run came to. */
export interface Wikitext2Run {
  /** Digest of the config that it was made with. */
  readonly config: string;
  readonly backend: string;
  readonly processor: string;
  readonly phases: readonly Wikitext2Phase[];
  /** Lines. */
  readonly printed: readonly string[];
}

/** The figures that were saved. */
export function readWikitext2(): Wikitext2Run {
  return JSON.parse(readFileSync(FILE, 'utf8'));
}

/** Digest of the config as it is now, which lies beside the folder of the others. */
export function wikitext2Digest(): string {
  return configDigest('../wikitext2');
}

/** Makes the run, or goes on with it, and saves what it comes to. */
export async function makeWikitext2(): Promise<void> {
  const resume = existsSync(join(root, OUT)) ? ['--resume'] : [];
  const printed = runCloze('pretrain', CONFIG, '--out', OUT, '--backend', 'native', ...resume);
  const { backend, threads } = JSON.parse(readFileSync(join(root, OUT, 'environment.json'), 'utf8'));
  const run: Wikitext2Run = {
    config: wikitext2Digest(),
    backend,
    processor: `${threads} threads of ${cpus()[0]?.model ?? 'an unknown processor'}`,
    phases: recordedPhases(join(root, OUT)).map(phaseOf),
    printed: printed.trimEnd().split('\n'),
  };
  await writeJson(FILE, run);
}

function phaseOf(rows: readonly RecordedRow[]): Wikitext2Phase {
  const curve = (split: string, metric: string) => {
    const own = rows.filter((row) => row['split'] === split);
    return {
      steps: own.map(({ step }) => Number(step)),
      losses: own.map((row) => Number(Number(row[metric]).toPrecision(5))),
    };
  };
  return {
    minutes: Number(minutesOf(rows).toFixed(1)),
    steps: Number(rows.at(-1)?.['step']),
    training: curve('train', 'mlm.loss'),
    validation: curve('validation', 'mlm.maskedLoss'),
  };
}
