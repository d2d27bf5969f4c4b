import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, vi } from 'vitest';

const SENTENCES = ['the cat sat on the mat .', 'a dog ran after the cat .', 'the mat was red and the dog was not .'];

/** A config that trains in a second or two on the cpu backend. */
export const TINY_CONFIG = {
  tokenizer: { use: 'wordpiece.v1', vocabularySize: 60 },
  data: { train: { use: 'text.v1', files: ['corpus.txt'], documents: 'blank-line' } },
  sampler: { use: 'full-sentences.v1', maxLength: 12 },
  encoder: { use: 'bert.v1', hiddenSize: 8, layers: 1, heads: 2, maxPositions: 32, dropout: 0.1 },
  corruption: [{ use: 'token-masking.v1', rate: 0.3 }],
  objectives: [{ use: 'mlm.v1' }],
  optimizer: { use: 'adamw.v1', learningRate: 0.01 },
  training: { batchSize: 4, maxSteps: 6, logEvery: 1, evaluateEvery: 3, checkpointEvery: 2, workers: 0 },
};

/** A folder with a small corpus, one of several sentences a document (`sentences.txt`), and {@link TINY_CONFIG}, changed as given, in `run.json`. */
export async function tinyRun(change: (config: typeof TINY_CONFIG) => object = (config) => config): Promise<TinyRun> {
  const folder = await mkdtemp(join(tmpdir(), 'cloze-run-'));
  const paragraphs = Array.from(
    { length: 24 },
    (_, i) => `${SENTENCES[i % 3]} ${SENTENCES[(i * i) % 3]} ${'red '.repeat(i)}`,
  );
  await writeFile(join(folder, 'corpus.txt'), `${paragraphs.join('\n\n')}\n`);
  const sentences = Array.from({ length: 24 }, (_, i) =>
    Array.from({ length: 2 + (i % 3) }, (_, j) => capitalised(SENTENCES[(i + j * j) % 3])).join(' '),
  );
  await writeFile(join(folder, 'sentences.txt'), `${sentences.join('\n\n')}\n`);
  await writeFile(join(folder, 'run.json'), JSON.stringify(change(structuredClone(TINY_CONFIG))));
  return {
    folder,
    path: (name) => join(folder, name),
    env: { CLOZE_CACHE: join(folder, 'cache') },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** A {@link tinyRun} for the tests of a file, which choose their backend; see {@link useRunFolder}. */
export function useTinyRun(...given: Parameters<typeof tinyRun>): TinyRun {
  return useRunFolder(() => tinyRun(...given), {});
}

/**
 * A folder for the tests of a file, which run commands in their own process: they work in it, with its environment.
 * @param env further variables; those of `runCloze` where left out, such as the cpu backend
 * @returns what is there once the tests have begun
 */
export function useRunFolder(
  make: () => Promise<TinyRun>,
  env: Readonly<Record<string, string>> = { CLOZE_BACKEND: 'cpu', CLOZE_DEBUG: '' },
): TinyRun {
  const before = process.cwd();
  let run: TinyRun;
  beforeAll(async () => {
    run = await make();
    for (const [name, value] of Object.entries({ ...env, ...run.env })) vi.stubEnv(name, value);
    process.chdir(run.folder);
  });
  afterAll(async () => {
    process.chdir(before);
    vi.unstubAllEnvs();
    await run.remove();
  });
  return {
    get folder() {
      return run.folder;
    },
    get env() {
      return run.env;
    },
    path: (name) => run.path(name),
    remove: () => run.remove(),
  };
}

function capitalised(sentence: string): string {
  return sentence.slice(0, 1).toUpperCase() + sentence.slice(1).replace(' .', '.');
}

/** A folder for a test. */
export interface TinyRun {
  readonly folder: string;
  path(name: string): string;
  /** Keeps what the command caches in the folder. */
  readonly env: { readonly CLOZE_CACHE: string };
  remove(): Promise<void>;
}
