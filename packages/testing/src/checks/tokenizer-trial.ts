import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseOptions, PluginError, type Tokenizer, type TokenizerPlugin } from '@cloze/contracts';
import { awkwardTexts, tinyTexts } from '../tiny/tiny-texts.js';
import type { PluginCase } from './plugin-case.js';

/** A case of a tokenizer: options, and texts to train on and to encode. */
export interface TokenizerCase extends PluginCase {
  /** One file each; sentences of a tiny corpus where left out. */
  readonly corpus?: readonly string[];
  /** Further texts to encode, beside a list of awkward ones. */
  readonly texts?: readonly string[];
}

/** A trained tokenizer and where it can be saved. */
export interface TokenizerTrial {
  readonly where: string;
  readonly tokenizer: Tokenizer;
  readonly texts: readonly string[];
  /** Lower-case words from the corpus. */
  readonly plainText: string;
  /** Trains again on the same files. */
  train(): Promise<Tokenizer>;
  /** Saves and loads through a folder. */
  reload(): Promise<Tokenizer>;
  /** Removes the files. */
  dispose(): Promise<void>;
  fail(what: string, text: string, received: string, allowed: string): never;
}

/** Trains a tokenizer in a temporary folder. */
export async function tokenizerTrial<Options>(
  plugin: TokenizerPlugin<Options>,
  { title, options = {}, corpus = tinyTexts(), texts = [] }: TokenizerCase,
): Promise<TokenizerTrial> {
  const where = `${plugin.name}, case "${title}"`;
  const parsed = parseOptions(plugin.options, options, where);
  const directory = await mkdtemp(join(tmpdir(), 'cloze-tokenizer-'));
  const files = corpus.map((_, i) => join(directory, `corpus-${i}.txt`));
  await Promise.all(corpus.map((text, i) => writeFile(files[i], text)));
  const train = () => plugin.train(parsed, files);
  const tokenizer = await train();
  return {
    where,
    tokenizer,
    texts: [...awkwardTexts, ...texts],
    plainText: /[a-z]+( [a-z]+)*/.exec(corpus.join(' '))?.[0] ?? '',
    train,
    async reload() {
      const folder = join(directory, 'saved');
      await mkdir(folder, { recursive: true });
      await tokenizer.save(folder);
      return plugin.load(parsed, folder);
    },
    dispose: () => rm(directory, { recursive: true, force: true }),
    fail(what, text, received, allowed) {
      throw new PluginError({ what, where: `${where}, text ${JSON.stringify(text)}`, received, allowed });
    },
  };
}
