import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thrownMessage } from '../testing/thrown-message.js';
import { tinyTokenizer } from '../testing/tiny-tokenizer.js';
import { loadTokenizer } from './load-tokenizer.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloze-save-'));
});
afterAll(() => rm(folder, { recursive: true }));

const odd = ['a', '##b', '1', '"', '\\', '\u2028', '__proto__', '\u{1f600}', '', 'ü'];

describe('save', () => {
  it('writes WordPiece files from which the same tokenizer is read, vocab.txt alone included', async () => {
    const tokenizer = tinyTokenizer(odd);
    const path = join(folder, 'new', 'wordpiece');
    await tokenizer.save(path);
    expect((await readdir(path)).sort()).toEqual(['tokenizer.json', 'tokenizer_config.json', 'vocab.txt']);
    expect((await loadTokenizer(path)).definition).toEqual(tokenizer.definition);
    await rm(join(path, 'tokenizer.json'));
    expect((await loadTokenizer(path)).definition).toEqual(tokenizer.definition);
    expect((await loadTokenizer(path)).fingerprint).toBe(tokenizer.fingerprint);
  });

  it('keeps added tokens of all sorts', async () => {
    const tokenizer = tinyTokenizer(odd).withAddedTokens([
      '[E1]',
      { content: 'New York', special: false, singleWord: true, stripLeft: true, stripRight: true },
    ]);
    const path = join(folder, 'added');
    await tokenizer.save(path);
    expect((await loadTokenizer(path)).definition).toEqual(tokenizer.definition);
    await rm(join(path, 'tokenizer.json'));
    expect((await loadTokenizer(path)).definition).toEqual(tokenizer.definition);
  });

  it('writes BPE without a vocab.txt, which would be read as WordPiece', async () => {
    const tokenizer = tinyTokenizer(['a', '##b', 'ab'], {
      model: { type: 'BPE', merges: [['a', '##b']], fuseUnknown: true },
      templates: {
        single: [{ kind: 'sequence', side: 0, typeId: 0 }],
        pair: [
          { kind: 'sequence', side: 0, typeId: 0 },
          { kind: 'sequence', side: 1, typeId: 1 },
        ],
      },
      decoder: { prefix: '', cleanup: false },
    });
    const path = join(folder, 'bpe');
    await tokenizer.save(path);
    expect((await readdir(path)).sort()).toEqual(['tokenizer.json', 'tokenizer_config.json']);
    expect((await loadTokenizer(path)).definition).toEqual(tokenizer.definition);
  });

  it('tells transformers which class reads it', async () => {
    const path = join(folder, 'config');
    await tinyTokenizer(['a']).save(path);
    const config = JSON.parse(await readFile(join(path, 'tokenizer_config.json'), 'utf8'));
    expect(config).toMatchObject({ tokenizer_class: 'BertTokenizer', do_lower_case: true, mask_token: '[MASK]' });
    expect(Object.keys(config.added_tokens_decoder)).toEqual(['0', '1', '2', '3', '4']);
  });

  it('says where it cannot write, and leaves nothing half-written', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect((await thrownMessage(() => tinyTokenizer(['a']).save(join(file, 'x')))).replaceAll(folder, 'FOLDER')).toBe(
      `The tokenizer cannot be saved
  where: FOLDER/file/x
  received: ENOTDIR: not a directory, mkdir 'FOLDER/file/x'
  fix: choose a folder that can be written to, with room on its disk`,
    );
  });

  it('refuses a token that vocab.txt cannot hold', async () => {
    expect(await thrownMessage(() => tinyTokenizer(['a\nb']).save(join(folder, 'feed')))).toBe(
      `A token cannot stand on a line of vocab.txt
  received: "a\\nb", id 5
  allowed: tokens without line feeds
  fix: remove the token, or add it as an added token`,
    );
  });
});
