import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeBlock, type GeneratedBlock } from './generated-block.js';
import { readWikitext2, type Wikitext2Run } from './wikitext2-run.js';

const root = resolve(import.meta.dirname, '../..');

/** Where the docs tell of the run. */
export const WIKITEXT2_BLOCK: GeneratedBlock = { file: resolve(root, 'docs/pretraining.md'), name: 'wikitext2' };

/** Where the README does. */
export const WIKITEXT2_SUMMARY: GeneratedBlock = { file: resolve(root, 'README.md'), name: 'wikitext2' };

/** Puts what the run came to into docs and README. */
export async function writeWikitext2(): Promise<void> {
  const run = readWikitext2();
  await writeBlock(WIKITEXT2_BLOCK, wikitext2Text(run));
  await writeBlock(WIKITEXT2_SUMMARY, wikitext2Summary(run));
}

/** The run for the docs: its phases, what it printed, and what that says. */
export function wikitext2Text(run: Wikitext2Run): string {
  const told = figuresOf(run);
  const phases = phaseConfigs();
  const rows = run.phases.map(({ steps, minutes }, i) => {
    const { batchSize, maxLength, rate, learningRate } = phases[i];
    const cells = [`${batchSize} of up to ${maxLength} tokens`, `${(100 * rate).toFixed(0)} %`, count(steps)];
    return `| ${[i + 1, ...cells, learningRate.toExponential(), minutes.toFixed(1)].join(' | ')} |`;
  });
  return [
    '| phase | examples | masked | steps | learning rate | minutes |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
    `Minutes are on the backend \`${run.backend}\` with ${run.processor}, evaluations on the whole validation part`,
    'included; training the tokenizer comes before them. It ends with',
    '',
    '```text',
    ...run.printed.filter((line) => !line.startsWith('model: ')),
    '```',
    '',
    `so at the \`[MASK]\` positions of the validation text the loss is **${nats(told.loss)} nats, ${nats(told.entropy - told.loss)} below the unigram entropy of the`,
    `same targets** (${nats(told.entropy)}, what the best fixed distribution over exactly these targets would reach; the training text's`,
    `frequencies reach ${nats(told.guessing)}), and ${(100 * told.accuracy).toFixed(0)} % of them are filled in right where the most frequent token is right`,
    `${(100 * told.frequent).toFixed(0)} % of the time.`,
  ].join('\n');
}

/** The run for the README. */
export function wikitext2Summary(run: Wikitext2Run): string {
  const { loss, entropy } = figuresOf(run);
  const sum = (of: (phase: Wikitext2Run['phases'][number]) => number) =>
    run.phases.reduce((total, phase) => total + of(phase), 0);
  const [steps, minutes] = [sum((phase) => phase.steps), sum((phase) => phase.minutes)];
  return [
    'On WikiText-2 (2 M words) `npx cloze pretrain examples/wikitext2.json --out runs/wikitext2` trains an 8,000-entry vocabulary and then, in',
    `${count(steps)} steps and ${minutes.toFixed(1)} minutes on the backend \`${run.backend}\` (${run.processor}), a \`tiny\` encoder: at the \`[MASK]\` positions`,
    `of the validation text the loss ends at ${nats(loss)} nats, ${nats(entropy - loss)} below the unigram entropy of the same targets`,
    '([docs/pretraining.md](docs/pretraining.md)).',
  ].join('\n');
}

/** Figures of the run as it printed them; of guessing, those at the same masks. */
export interface Wikitext2Figures {
  /** At `[MASK]`, nats. */
  readonly loss: number;
  readonly accuracy: number;
  /** Nats of the best fixed distribution over exactly these targets. */
  readonly entropy: number;
  /** Nats of guessing by the training text's frequencies. */
  readonly guessing: number;
  /** Share where the most frequent token is right. */
  readonly frequent: number;
}

/**
 * Reads the figures in what the run printed.
 * @throws Error where one is missing
 */
export function figuresOf({ printed }: Wikitext2Run): Wikitext2Figures {
  const text = printed.join('\n');
  const number = (what: string, pattern: RegExp) => {
    const found = pattern.exec(text)?.[1];
    if (found === undefined) throw new Error(`The run on WikiText-2 printed no ${what}`);
    return Number(found);
  };
  return {
    loss: number('loss at [MASK]', /mlm\.maskedLoss +([\d.]+)/),
    accuracy: number('accuracy at [MASK]', /mlm\.maskedAccuracy +([\d.]+)/),
    entropy: number('unigram entropy', /unigram entropy ([\d.]+)/),
    guessing: number('loss of guessing', /masks: .*, loss ([\d.]+)/),
    frequent: number('accuracy of guessing', /masks: accuracy ([\d.]+)/),
  };
}

interface PhaseConfig {
  readonly batchSize: number;
  readonly maxLength: number;
  readonly rate: number;
  readonly learningRate: number;
}

/** What differs between the phases of the config. */
function phaseConfigs(): readonly PhaseConfig[] {
  const { phases, ...base } = JSON.parse(readFileSync(resolve(root, 'examples/wikitext2.json'), 'utf8'));
  return phases.map((phase: typeof base): PhaseConfig => ({
    batchSize: (phase.training ?? base.training).batchSize,
    maxLength: (phase.sampler ?? base.sampler).maxLength,
    rate: (phase.corruption ?? base.corruption)[0].rate,
    learningRate: (phase.optimizer ?? base.optimizer).learningRate,
  }));
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function nats(value: number): string {
  return value.toFixed(2);
}
