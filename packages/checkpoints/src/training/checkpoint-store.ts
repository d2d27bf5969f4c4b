import { join } from 'node:path';
import { CheckpointError, ClozeError, type ErrorParts, type Logger } from '@cloze/contracts';
import { nodeFileSystem, type FileSystem } from '../durable/file-system.js';
import { adviceFor, explain, ioErrorCode } from '../durable/io-error.js';
import { publishFolder, recoverFolder } from '../durable/publish-folder.js';
import { writeAtomically, writeFlushed } from '../durable/write-durably.js';
import { writeSafetensors } from '../safetensors/write-safetensors.js';
import { storedParameters } from '../tensors/stored-parameters.js';
import { checkpointFiles, stepFolder, stepOf, type CheckpointContent } from './checkpoint-content.js';
import { digestOfState, readCheckpoint, readStateFile, type Checkpoint, type StateFile } from './read-checkpoint.js';

/** How a store is opened. */
export interface CheckpointStoreOptions {
  /** How many of the latest checkpoints to keep, beside the best; at least 1. */
  readonly keepLast: number;
  readonly logger: Logger;
  readonly files?: FileSystem;
}

/**
 * The checkpoints of a run, a folder a step (`step-00000500`). Each is written under a temporary name, flushed and renamed, so
 * that a run killed at any moment finds its last good one whole. `index.json` names the last and the best for people and tools.
 */
export class CheckpointStore {
  readonly directory: string;
  readonly #keepLast: number;
  readonly #logger: Logger;
  readonly #files: FileSystem;
  #best: number | undefined;

  constructor(directory: string, { keepLast, logger, files = nodeFileSystem }: CheckpointStoreOptions) {
    this.directory = directory;
    this.#keepLast = keepLast;
    this.#logger = logger;
    this.#files = files;
  }

  /**
   * Makes the folder, finds out whether it can be written to, and clears away what a killed process left half done. For the one
   * process that is about to write here.
   * @throws CheckpointError when the folder cannot be written to
   */
  async recover(): Promise<void> {
    try {
      await this.#files.mkdir(this.directory, { recursive: true });
      await this.#probe();
      for (const name of await this.#names()) {
        const [folder, leftover] = name.split('.', 2);
        if (leftover === undefined || stepOf(folder) === undefined) continue;
        if (leftover === 'previous') await recoverFolder(join(this.directory, folder), this.#files);
        await this.#files.rm(join(this.directory, name), { recursive: true, force: true });
      }
    } catch (error) {
      throw ClozeError.is(error) ? error : this.#cannot('The folder of checkpoints cannot be written to', error);
    }
  }

  /** A run should fail now and not at its first checkpoint. */
  async #probe(): Promise<void> {
    const path = join(this.directory, `.writable-${process.pid}`);
    await writeFlushed(path, (handle) => handle.writeFile('1'), this.#files);
    await this.#files.rm(path);
  }

  /** Steps that have a checkpoint, ascending, broken ones included. */
  async steps(): Promise<number[]> {
    const names = await this.#names();
    return names.flatMap((name) => stepOf(name) ?? []).sort((a, b) => a - b);
  }

  async #names(): Promise<string[]> {
    try {
      return await this.#files.readdir(this.directory);
    } catch (error) {
      if (ioErrorCode(error) === 'ENOENT') return [];
      throw this.#cannot('The folder of checkpoints cannot be read', error);
    }
  }

  /**
   * The latest checkpoint that is whole; undefined where there is none at all. Broken ones are passed over with a warning.
   * @throws CheckpointError naming what is broken when none is whole
   */
  async latest(): Promise<Checkpoint | undefined> {
    const steps = (await this.steps()).reverse();
    const faults: string[] = [];
    for (const step of steps) {
      try {
        const checkpoint = await this.at(step);
        for (const fault of faults) this.#logger.warn(`Resuming from step ${step}: ${fault}`);
        return checkpoint;
      } catch (error) {
        if (!ClozeError.is(error)) throw error;
        faults.push(`the checkpoint of ${describe(error.parts)}`);
      }
    }
    if (faults.length === 0) return undefined;
    throw new CheckpointError({
      what: 'No checkpoint of the run is whole',
      where: this.directory,
      received: faults.join('; '),
      fix: 'start the run again in a new folder',
    });
  }

  /** The checkpoint of a step; throws CheckpointError when it is absent or broken. */
  at(step: number): Promise<Checkpoint> {
    return readCheckpoint(join(this.directory, stepFolder(step)), step);
  }

  /** Removes the checkpoints after a step: broken ones that a resumed run has passed over. */
  async discardAfter(step: number): Promise<void> {
    for (const later of await this.steps()) if (later > step) await this.#remove(later);
  }

  /**
   * Writes a checkpoint, publishes it, and removes those that need not be kept.
   * @param best the step of the best checkpoint so far, which is kept; its own step where this one is
   * @throws CheckpointError when the disk is full or cannot be written to; what was there before is untouched
   */
  async save({ step, parameters, optimizer, state }: CheckpointContent, best?: number): Promise<void> {
    const files = this.#files;
    await this.#writing(step, async () => {
      await publishFolder(
        join(this.directory, stepFolder(step)),
        async (folder) => {
          const model = await writeSafetensors(join(folder, checkpointFiles.model), storedParameters(parameters), {
            files,
          });
          const optimizerTensors = Object.entries(optimizer).map(([name, values]) => ({
            name,
            dtype: 'F32' as const,
            shape: [values.length],
            values: () => values,
          }));
          const moments = await writeSafetensors(join(folder, checkpointFiles.optimizer), optimizerTensors, { files });
          const digests = { [checkpointFiles.model]: model, [checkpointFiles.optimizer]: moments };
          const path = join(folder, checkpointFiles.state);
          await writeFlushed(path, (handle) => handle.writeFile(stateText(step, digests, state)), files);
        },
        files,
      );
      await this.#afterWriting(step, best);
    });
  }

  /** Replaces the state of a checkpoint whose weights stay as they are. Throws CheckpointError. */
  async updateState(step: number, state: unknown, best?: number): Promise<void> {
    const folder = join(this.directory, stepFolder(step));
    const { files: digests } = await readStateFile(folder, step);
    await this.#writing(step, async () => {
      const path = join(folder, checkpointFiles.state);
      await writeAtomically(path, (handle) => handle.writeFile(stateText(step, digests, state)), this.#files);
      await this.#afterWriting(step, best);
    });
  }

  async #afterWriting(step: number, best: number | undefined): Promise<void> {
    this.#best = best;
    const index = `${JSON.stringify({ last: step, best: best ?? null }, undefined, 2)}\n`;
    const path = join(this.directory, 'index.json');
    await writeAtomically(path, (handle) => handle.writeFile(index), this.#files);
    const steps = await this.steps();
    const kept = new Set([...steps.slice(-this.#keepLast), step, this.#best]);
    for (const old of steps) if (!kept.has(old)) await this.#remove(old);
  }

  /** Renamed first: a folder that vanishes file by file would look like a broken checkpoint. */
  async #remove(step: number): Promise<void> {
    const folder = join(this.directory, stepFolder(step));
    await this.#files.rename(folder, `${folder}.removed`);
    await this.#files.rm(`${folder}.removed`, { recursive: true, force: true });
  }

  async #writing(step: number, write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (ClozeError.is(error) || ioErrorCode(error) === undefined) throw error;
      const last = await this.#lastBefore(step);
      const untouched =
        last === undefined ? 'no checkpoint was written before it' : `that of step ${last} is untouched`;
      throw this.#cannot(`The checkpoint of step ${step} could not be written; ${untouched}`, error);
    }
  }

  async #lastBefore(step: number): Promise<number | undefined> {
    const names = await this.#files.readdir(this.directory).catch(() => []);
    const steps = names.flatMap((name) => stepOf(name) ?? []).filter((other) => other < step);
    return steps.length === 0 ? undefined : Math.max(...steps);
  }

  #cannot(what: string, error: unknown): CheckpointError {
    const parts = { what, where: this.directory, received: explain(error), fix: adviceFor(ioErrorCode(error)) };
    return new CheckpointError(parts, { cause: error });
  }
}

function stateText(step: number, files: Readonly<Record<string, string>>, state: unknown): string {
  const content: StateFile = { formatVersion: 1, step, files, stateDigest: digestOfState(state), state };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** Where and why a checkpoint is broken, on one line. */
function describe({ where, received, what }: ErrorParts): string {
  return `${where ?? 'an unknown file'} is broken: ${received ?? what}`;
}
