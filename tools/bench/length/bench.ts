/**
 * Processor time and memory of training against sequence length, and their picture in docs/pretraining.md:
 * `node --import tsx --conditions=@cloze/source tools/bench/length/bench.ts`.
 *
 *   --steps 5    timed steps a length, after two that warm up; the median is kept
 *   --rounds 2   how often all lengths are gone through, so that a disturbance does not hit one alone
 *   --draw       draw what was measured before, and measure nothing
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeJson } from '../../docs/write-json.js';
import { maskedBatch } from '../encoder/batches.js';
import { Side } from '../encoder/side.js';
import { FIGURES_FILE, readFigures, type LengthFigures, type LengthPoint } from './figures.js';
import { drawFigures } from './draw-figures.js';
import { median } from '../median.js';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '2' },
    draw: { type: 'boolean', default: false },
  },
});

const LENGTHS = [128, 256, 512, 1024, 2048];
/** Every batch has as many tokens, so that only attention sees another length. */
const TOKENS = 4096;
const ENCODER = { preset: 'mini', maxPositions: 2048 };
const WARM_UP = 2;

if (!values.draw) await writeJson(FIGURES_FILE, await measureAll());
await drawFigures(readFigures());

async function measureAll(): Promise<LengthFigures> {
  const seconds = new Map<number, number[]>();
  const peaks = new Map<number, number>();
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const length of LENGTHS) {
      const measured = await measure(length);
      seconds.set(length, [...(seconds.get(length) ?? []), ...measured.seconds]);
      peaks.set(length, Math.max(peaks.get(length) ?? 0, measured.peak));
      process.stderr.write(
        `${length}: ${median(measured.seconds).toFixed(3)} s a step, ${(measured.peak / 2 ** 20).toFixed(0)} MiB\n`,
      );
    }
  }
  return {
    processor: `${availableParallelism()} threads of ${cpus()[0]?.model ?? 'an unknown processor'}`,
    encoder: ENCODER,
    tokens: TOKENS,
    points: LENGTHS.map((length): LengthPoint => ({
      length,
      secondsPerStep: median(seconds.get(length) ?? []),
      peakBytes: peaks.get(length) ?? 0,
    })),
  };
}

/** A process of its own, so that its peak is that of one length. */
async function measure(length: number): Promise<{ readonly seconds: number[]; readonly peak: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'cloze-length-'));
  const script = join(import.meta.dirname, '../encoder/cloze-side.ts');
  const side = new Side(
    'cloze',
    process.execPath,
    ['--import', 'tsx', '--conditions=@cloze/source', script],
    process.env,
  );
  try {
    await side.ask({ do: 'create', encoder: ENCODER, task: 'train', backend: 'native', dropout: 0.1, folder });
    const batch = maskedBatch(TOKENS / length, length);
    const steps = WARM_UP + Number(values.steps);
    const { seconds } = await side.ask<{ seconds: number[] }>({ do: 'train', batch, steps, clock: 'cpu' });
    const { peak } = await side.ask<{ peak: number }>({ do: 'memory' });
    return { seconds: seconds.slice(WARM_UP), peak };
  } finally {
    side.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
