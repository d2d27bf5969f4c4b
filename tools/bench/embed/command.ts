import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { VectorFormat } from '@cloze/embeddings';
import { Side } from '../encoder/side.js';
import type { CommandMeasurement } from './results.js';

const FORMATS: readonly VectorFormat[] = ['jsonl', 'npy', 'parquet'];

/** Where and how to measure. */
export interface CommandBench {
  readonly model: string;
  /** A folder for what the command writes. */
  readonly work: string;
  readonly rounds: number;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Times `cloze embed` in each format, as a process of its own, and in the same round the forward pass alone on the same batches and the tokenizer alone. What the
 * command takes for no text at all is its start, and is taken off.
 */
export async function measureCommand(
  { model, work, rounds, environment }: CommandBench,
  name: string,
  texts: readonly string[],
): Promise<CommandMeasurement> {
  const node = ['--import', 'tsx', '--conditions=@cloze/source'];
  const bin = join(import.meta.dirname, '../../../packages/cli/src/bin.ts');
  const command = (format: VectorFormat, input: string) => {
    const flags = ['--normalize', '--max-length', '256', '--long', 'cut', '--format', format];
    const start = performance.now();
    const { status, stderr } = spawnSync(
      process.execPath,
      [...node, bin, 'embed', '--model', model, ...flags, '--out', join(work, `vectors.${format}`)],
      { input, env: environment, encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    return (performance.now() - start) / 1e3;
  };
  const lines = texts.map((text) => `${JSON.stringify({ text })}\n`).join('');
  const seconds: Record<string, number[]> = {};
  const note = (what: string, value: number) => (seconds[what] ??= []).push(value);
  const forward = new Side(
    'forward',
    process.execPath,
    [...node, join(import.meta.dirname, 'forward-side.ts'), model],
    {
      ...environment,
    },
  );
  try {
    await forward.ask({ do: 'warm up', texts });
    for (let round = 0; round < rounds; round += 1) {
      const alone = await forward.ask<{ forward: number; tokenising: number }>({ do: 'embed', texts });
      note('forward', alone.forward);
      note('tokenising', alone.tokenising);
      const start = command('npy', '');
      note('start', start);
      for (const format of FORMATS) note(format, command(format, lines) - start);
    }
  } finally {
    forward.stop();
  }
  return { name, texts: texts.length, seconds };
}
