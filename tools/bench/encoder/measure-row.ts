import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { maskedBatch, sentenceBatches, type BenchBatch } from './batches.js';
import { limitEnvironment, type Limit } from './limits.js';
import type { Profile } from './profile.js';
import type { Peer, Row } from './rows.js';
import { sentenceIds } from './sentence-ids.js';
import { Side } from './side.js';
import { stepFlop, type ModelSizes } from './step-flop.js';

/** How a row is measured. */
export interface MeasureOptions {
  readonly peers: readonly Peer[];
  readonly python: string;
  readonly pairs: number;
  readonly threads: number;
  readonly backend: string;
  readonly limit: Limit;
  /** `cpu` counts processor time, for a machine that others use too; take it with one thread. */
  readonly clock: 'wall' | 'cpu';
  readonly data: string;
}

/** The figures of one row. */
export interface RowResult {
  readonly id: string;
  readonly tokens: number;
  /** Tokens a second of every timing, by side; the sides of one index ran one after the other. */
  readonly rates: Readonly<Record<string, readonly number[]>>;
  /** Operations of the products of a step, or of all batches. */
  readonly flop: number;
  /** By side, with dropout off: how far its loss, or its last hidden states, are from cloze's at most. */
  readonly differences: Readonly<Record<string, number>>;
  /** Of the timed steps alone. */
  readonly peakBytes: Readonly<Record<string, number>>;
  /** Where the time of one of our steps, or of the first batch, goes; only of the native backend. */
  readonly profile?: Profile;
}

/** Steps of a profile. */
const PROFILED = 3;
/** tfjs is far off, so a few rounds of a step, or of every fifth batch, say enough. */
const TFJS_ROUNDS = 2;
const TFJS_BATCHES = 5;
/** How far losses and hidden states of two sides may differ before anything is timed. */
const TOLERANCE = 1e-4;

/**
 * Times the sides of a row in turns, after one round to warm up.
 * @throws Error when a side gives another loss, or other hidden states
 */
export async function measureRow(row: Row, options: MeasureOptions): Promise<RowResult> {
  const folder = mkdtempSync(join(tmpdir(), 'cloze-bench-'));
  const ours = startCloze(options);
  const peers = options.peers.filter((peer) => row.peers.includes(peer)).map((peer) => startPeer(peer, options));
  const sides = [ours, ...peers];
  try {
    const { task } = row;
    const dropout = task === 'train' ? 0.1 : 0;
    const { sizes } = await ours.ask<{ sizes: ModelSizes }>({
      do: 'create',
      encoder: row.encoder,
      task,
      backend: options.backend,
      dropout,
      folder,
    });
    for (const side of peers) {
      await side.ask({ do: 'load', folder, threads: options.threads, dropout, style: side.name, task });
    }
    const work =
      row.batch === 'sentences'
        ? sentenceBatches(await sentenceIds(options.data))
        : [maskedBatch(row.batch.examples, row.batch.length)];
    const tokens = tokensOf(work);
    const flop = work.reduce((sum, batch) => sum + stepFlop(task, sizes, batch), 0);
    const differences = await compare(row, sides, work[0]);
    const timingOf = (side: Side) => {
      const [own, steps] = isTfjs(side) ? [work.filter((_, i) => i % TFJS_BATCHES === 0), 1] : [work, row.steps];
      const message =
        task === 'train'
          ? { do: 'train', batch: own[0], steps, clock: options.clock }
          : { do: 'forward', batches: Array(steps).fill(own).flat(), clock: options.clock };
      return { message, tokens: tokensOf(own) * steps };
    };
    const rates: Record<string, number[]> = Object.fromEntries(sides.map(({ name }) => [name, []]));
    for (let pair = -1; pair < options.pairs; pair += 1) {
      for (const side of sides) {
        if (pair >= TFJS_ROUNDS && isTfjs(side)) continue;
        if (pair === 0) await side.ask({ do: 'reset' });
        const timing = timingOf(side);
        const { seconds } = await side.ask<{ seconds: number[] }>(timing.message);
        const total = seconds.reduce((a, b) => a + b, 0);
        if (pair >= 0) rates[side.name].push(Math.round(timing.tokens / total));
        // Lets the other side's idle threads go to sleep.
        await pause(300);
      }
    }
    const peakBytes: Record<string, number> = {};
    for (const side of sides) peakBytes[side.name] = (await side.ask<{ peak: number }>({ do: 'memory' })).peak;
    const profile =
      options.backend === 'native'
        ? await ours.ask<Profile>({ do: 'profile', task, batch: work[0], runs: PROFILED })
        : undefined;
    return { id: row.id, tokens, flop, rates, differences, peakBytes, profile };
  } finally {
    for (const side of sides) side.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All sides must do the same work: one that gives another loss, or other states at the rows' last tokens, is not measured. */
async function compare(
  { id, task }: Row,
  [ours, ...peers]: readonly Side[],
  batch: Pick<BenchBatch, 'ids'>,
): Promise<Record<string, number>> {
  const values = async (side: Side): Promise<readonly number[]> =>
    task === 'train'
      ? [(await side.ask<{ loss: number }>({ do: 'loss', batch })).loss]
      : (await side.ask<{ last: number[] }>({ do: 'last', batch })).last;
  const wanted = await values(ours);
  const differences: Record<string, number> = {};
  for (const peer of peers) {
    const got = await values(peer);
    const apart = got.length === wanted.length ? Math.max(...wanted.map((value, i) => Math.abs(value - got[i]))) : NaN;
    if (!(apart <= TOLERANCE)) throw new Error(`${id}: ${peer.name} gives something else, ${apart} apart`);
    differences[peer.name] = apart;
  }
  return differences;
}

function tokensOf(batches: readonly Pick<BenchBatch, 'ids'>[]): number {
  return batches.reduce((sum, { ids }) => sum + ids.reduce((total, line) => total + line.length, 0), 0);
}

function isTfjs({ name }: Side): boolean {
  return name === 'wasm' || name === 'tfjs-node';
}

function environmentOf({ threads, limit }: MeasureOptions): NodeJS.ProcessEnv {
  const text = String(threads);
  return {
    ...process.env,
    ...limitEnvironment(limit),
    CLOZE_THREADS: text,
    OMP_NUM_THREADS: text,
    TF_NUM_INTRAOP_THREADS: text,
    TF_ENABLE_ONEDNN_OPTS: '1',
    TF_CPP_MIN_LOG_LEVEL: '2',
  };
}

function startNode(name: string, file: string, options: MeasureOptions): Side {
  const args = ['--import', 'tsx', '--conditions=@cloze/source', join(import.meta.dirname, file)];
  return new Side(name, process.execPath, args, environmentOf(options));
}

function startCloze(options: MeasureOptions): Side {
  return startNode('cloze', 'cloze-side.ts', options);
}

function startPeer(peer: Peer, options: MeasureOptions): Side {
  if (peer === 'wasm' || peer === 'tfjs-node') return startNode(peer, 'tfjs-side.ts', options);
  // On some machines OPENBLAS_* point to slow kernels; torch does not use them, numpy might.
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _size, ...environment } = environmentOf(options);
  return new Side(peer, options.python, [join(import.meta.dirname, 'peer.py')], environment);
}
