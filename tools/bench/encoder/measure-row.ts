import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { maskedBatch, sentenceBatches } from './batches.js';
import { limitEnvironment, type Limit } from './limits.js';
import type { Profile } from './profile.js';
import type { Peer, Row } from './rows.js';
import { sentenceLengths } from './sentence-lengths.js';
import { Side } from './side.js';

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
  /** With dropout off, by side. */
  readonly losses: Readonly<Record<string, number>>;
  /** Of the timed steps alone. */
  readonly peakBytes: Readonly<Record<string, number>>;
  /** Where the time of one of our steps, or of the first batch, goes; only of the native backend. */
  readonly profile?: Profile;
}

/** tfjs is far off, so a few rounds say enough. */
const TFJS_ROUNDS = 2;
/** How far the losses of two sides may differ before anything is timed. */
const TOLERANCE = 1e-4;

/**
 * Times the sides of a row in turns, after one round to warm up.
 * @throws Error when a side gives another loss
 */
export async function measureRow(row: Row, options: MeasureOptions): Promise<RowResult> {
  const folder = mkdtempSync(join(tmpdir(), 'cloze-bench-'));
  const ours = startCloze(options);
  const peers = options.peers.filter((peer) => row.peers.includes(peer)).map((peer) => startPeer(peer, options));
  const sides = [ours, ...peers];
  try {
    const { task } = row;
    const dropout = task === 'train' ? 0.1 : 0;
    await ours.ask({ do: 'create', encoder: row.encoder, task, backend: options.backend, dropout, folder });
    for (const side of peers) {
      await side.ask({ do: 'load', folder, threads: options.threads, dropout, style: side.name, task });
    }
    const work =
      row.batch === 'sentences'
        ? sentenceBatches(sentenceLengths(options.data))
        : [maskedBatch(row.batch.examples, row.batch.length)];
    const tokens = work.reduce((sum, { ids }) => sum + ids.reduce((total, line) => total + line.length, 0), 0);
    const losses = task === 'train' ? await compareLosses(row.id, sides, work[0]) : {};
    const message =
      task === 'train'
        ? { do: 'train', batch: work[0], steps: row.steps, clock: options.clock }
        : { do: 'forward', batches: Array(row.steps).fill(work).flat(), clock: options.clock };
    const rates: Record<string, number[]> = Object.fromEntries(sides.map(({ name }) => [name, []]));
    for (let pair = -1; pair < options.pairs; pair += 1) {
      for (const side of sides) {
        if (pair >= TFJS_ROUNDS && isTfjs(side)) continue;
        if (pair === 0) await side.ask({ do: 'reset' });
        const { seconds } = await side.ask<{ seconds: number[] }>(message);
        const total = seconds.reduce((a, b) => a + b, 0);
        if (pair >= 0) rates[side.name].push(Math.round((tokens * row.steps) / total));
        // Lets the other side's idle threads go to sleep.
        await pause(300);
      }
    }
    const peakBytes: Record<string, number> = {};
    for (const side of sides) peakBytes[side.name] = (await side.ask<{ peak: number }>({ do: 'memory' })).peak;
    const profile =
      options.backend === 'native' ? await ours.ask<Profile>({ do: 'profile', task, batch: work[0] }) : undefined;
    return { id: row.id, tokens, rates, losses, peakBytes, profile };
  } finally {
    for (const side of sides) side.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function compareLosses(id: string, sides: readonly Side[], batch: object): Promise<Record<string, number>> {
  const losses: Record<string, number> = {};
  for (const side of sides) {
    losses[side.name] = (await side.ask<{ loss: number }>({ do: 'loss', batch })).loss;
    if (Math.abs(losses[side.name] - losses['cloze']) <= TOLERANCE) continue;
    throw new Error(`${id}: ${side.name} gives another loss: ${JSON.stringify(losses)}`);
  }
  return losses;
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
