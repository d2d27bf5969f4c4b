import { defineTracker, systemClock, type Clock, type MetricsRow, type Tracker } from '@cloze/contracts';
import cliProgress from 'cli-progress';
import { z } from 'zod';
import { formatDuration } from './format-duration.js';
import { sparkline } from './sparkline.js';

/** Where progress goes: stderr, or what a test looks at. */
export type ProgressStream = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** Without a terminal, a line is written at most this often, beside those of evaluations and the end. Milliseconds. */
const LINE_EVERY = 10_000;

/** A bar with each objective's curve on a terminal, plain lines elsewhere: step, loss, tokens a second, time left. */
export const progressBar = defineTracker({
  name: 'progress-bar.v1',
  summary: 'Shows loss, tokens a second and time left on stderr.',
  options: z.strictObject({}),
  create: () => createProgressBar(process.stderr, systemClock),
});

/** A progress tracker on a stream. */
export function createProgressBar(stream: ProgressStream, clock: Clock): Tracker {
  const meter = new ProgressMeter(clock, stream.isTTY === true);
  return stream.isTTY ? terminalBar(stream, meter) : plainLines(stream, meter, clock);
}

/** What is known of a run's progress, as text. */
class ProgressMeter {
  readonly #clock: Clock;
  readonly #showsCurves: boolean;
  totalSteps = 0;
  #startStep = 0;
  #started = 0;
  #train = '';
  #validation = '';
  /** Losses so far, by objective. */
  readonly #curves = new Map<string, number[]>();

  constructor(clock: Clock, showsCurves: boolean) {
    this.#clock = clock;
    this.#showsCurves = showsCurves;
  }

  start(totalSteps: number, startStep: number): void {
    this.totalSteps = totalSteps;
    this.#startStep = startStep;
    this.#started = this.#clock.monotonic();
  }

  text({ step, split, values }: MetricsRow): string {
    const loss = `loss ${(values['loss'] ?? NaN).toFixed(4)}`;
    if (split === 'validation') this.#validation = ` | validation ${loss}`;
    else {
      if (this.#showsCurves) this.#remember(values);
      const speed = Math.round(values['tokensPerSecond'] ?? 0).toLocaleString('en-US');
      this.#train = `${loss}${this.#lines(values)} | ${speed} tokens/s`;
    }
    const done = step - this.#startStep;
    const elapsed = (this.#clock.monotonic() - this.#started) / 1000;
    const left = done > 0 ? (elapsed / done) * (this.totalSteps - step) : 0;
    return `${this.#train}${this.#validation} | ${formatDuration(left)} left`;
  }

  #remember(values: MetricsRow['values']): void {
    for (const [name, value] of Object.entries(values)) {
      const id = OBJECTIVE_LOSS.exec(name)?.[1];
      if (id === undefined) continue;
      const curve = this.#curves.get(id) ?? [];
      this.#curves.set(id, curve);
      curve.push(value);
    }
  }

  /** Each objective's curve and last loss; those of terms are in the metrics. */
  #lines(values: MetricsRow['values']): string {
    const ids = [...this.#curves.keys()].filter((id) => !id.includes('.'));
    const lossOf = (id: string) => (values[`${id}.loss`] ?? NaN).toFixed(3);
    return ids.map((id) => ` | ${id} ${sparkline(this.#curves.get(id) ?? [], CURVE_WIDTH)} ${lossOf(id)}`).join('');
  }
}

/** Characters of an objective's curve. */
const CURVE_WIDTH = 10;

/** `mlm.loss` and `rtd.generator.loss`, not the `loss` of all. */
const OBJECTIVE_LOSS = /^(.+)\.loss$/;

function terminalBar(stream: ProgressStream, meter: ProgressMeter): Tracker {
  const bar = new cliProgress.SingleBar({
    stream,
    format: '{bar} {value}/{total} | {text}',
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 24,
    hideCursor: true,
    fps: 5,
  });
  return {
    async start({ totalSteps, startStep }) {
      meter.start(totalSteps, startStep);
      bar.start(totalSteps, startStep, { text: 'starting' });
    },
    row: (row) => bar.update(row.step, { text: meter.text(row) }),
    flush: async () => {},
    finish: async () => bar.stop(),
  };
}

function plainLines(stream: ProgressStream, meter: ProgressMeter, clock: Clock): Tracker {
  let lastLine = -Infinity;
  return {
    start: async ({ totalSteps, startStep }) => meter.start(totalSteps, startStep),
    row(row) {
      const text = meter.text(row);
      const now = clock.monotonic();
      const matters = row.split === 'validation' || row.step === meter.totalSteps;
      if (!matters && now - lastLine < LINE_EVERY) return;
      lastLine = now;
      stream.write(`step ${row.step}/${meter.totalSteps} | ${text}\n`);
    },
    flush: async () => {},
    finish: async () => {},
  };
}
