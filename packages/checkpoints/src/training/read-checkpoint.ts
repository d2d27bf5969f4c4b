import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CheckpointError, ClozeError } from '@cloze/contracts';
import type { OptimizerState, Parameter } from '@cloze/contracts/tensor';
import { explain } from '../durable/io-error.js';
import { openSafetensors } from '../safetensors/safetensors-file.js';
import { assignValues } from '../tensors/assign-values.js';
import { checkpointFiles } from './checkpoint-content.js';

/** A checkpoint whose files were found complete and unchanged. */
export interface Checkpoint {
  readonly step: number;
  readonly directory: string;
  readonly state: unknown;
  /** Fills parameters in place; throws CheckpointError where names or shapes differ. */
  loadParameters(parameters: Iterable<Parameter>): Promise<void>;
  optimizerState(): Promise<OptimizerState>;
}

/** What `state.json` holds. */
export interface StateFile {
  readonly formatVersion: 1;
  readonly step: number;
  /** SHA-256 of the other files by name. */
  readonly files: Readonly<Record<string, string>>;
  /** SHA-256 of `state`, as `JSON.stringify` writes it. */
  readonly stateDigest: string;
  readonly state: unknown;
}

/** The digest of a state. */
export function digestOfState(state: unknown): string {
  return createHash('sha256').update(JSON.stringify(state)).digest('hex');
}

/**
 * Reads a checkpoint and verifies the digest of every file.
 * @throws CheckpointError naming the broken file
 */
export async function readCheckpoint(directory: string, step: number): Promise<Checkpoint> {
  const { state, files } = await readStateFile(directory, step);
  for (const name of [checkpointFiles.model, checkpointFiles.optimizer]) {
    const path = join(directory, name);
    const digest = await digestOfFile(path);
    if (digest !== files[name]) throw broken(path, 'content that differs from what was written (its digest does)');
  }
  return {
    step,
    directory,
    state,
    loadParameters: (parameters) => loadExactly(join(directory, checkpointFiles.model), parameters),
    async optimizerState() {
      const file = await openSafetensors(join(directory, checkpointFiles.optimizer));
      try {
        const result: Record<string, Float32Array> = {};
        for (const name of file.tensors.keys()) result[name] = await file.read(name);
        return result;
      } finally {
        await file.close();
      }
    },
  };
}

/** Reads and checks `state.json`. */
export async function readStateFile(directory: string, step: number): Promise<StateFile> {
  const path = join(directory, checkpointFiles.state);
  let parsed: Partial<StateFile> | null;
  try {
    parsed = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw broken(path, error instanceof SyntaxError ? 'text that is no JSON' : explain(error), error);
  }
  const { formatVersion, files, state, stateDigest } = parsed ?? {};
  if (formatVersion !== 1) throw broken(path, `format version ${JSON.stringify(formatVersion) ?? 'none'}`);
  if (parsed?.step !== step) throw broken(path, `step ${JSON.stringify(parsed?.step) ?? 'none'}`);
  if (typeof files !== 'object' || files === null || state === undefined || stateDigest !== digestOfState(state))
    throw broken(path, 'content that differs from what was written (its digest does)');
  return { formatVersion, step, files, state, stateDigest };
}

async function digestOfFile(path: string): Promise<string> {
  const digest = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) digest.update(chunk);
  } catch (error) {
    throw broken(path, explain(error), error);
  }
  return digest.digest('hex');
}

function broken(path: string, received: string, cause?: unknown): CheckpointError {
  return new CheckpointError({ what: 'A checkpoint is broken', where: path, received }, { cause });
}

/** A run resumes with the very parameters it was saved with, or not at all. */
async function loadExactly(path: string, parameters: Iterable<Parameter>): Promise<void> {
  const file = await openSafetensors(path);
  try {
    const wanted = [...parameters];
    const names = new Set(wanted.map(({ name }) => name));
    const faults = [...file.tensors.keys()]
      .filter((name) => !names.has(name))
      .map((name) => `${name} is not in the model`);
    for (const { name, variable } of wanted) {
      const stored = file.tensors.get(name);
      if (!stored) faults.push(`${name} is not in the checkpoint`);
      else if (stored.shape.join() !== variable.shape.join())
        faults.push(
          `${name} is [${stored.shape.join(', ')}] in the checkpoint, [${variable.shape.join(', ')}] in the model`,
        );
    }
    if (faults.length > 0) {
      throw new CheckpointError({
        what: 'A checkpoint is of another model',
        where: path,
        received: [...faults.slice(0, 8), ...(faults.length > 8 ? [`and ${faults.length - 8} more`] : [])].join('; '),
        fix: 'resume with the config that the run was started with',
      });
    }
    for (const { name, variable } of wanted) await assignValues(variable, file, name);
  } catch (error) {
    throw ClozeError.is(error) ? error : broken(path, explain(error), error);
  } finally {
    await file.close();
  }
}
