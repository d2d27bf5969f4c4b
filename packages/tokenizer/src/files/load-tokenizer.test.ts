import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSharedData, tokenizerData } from '../testing/shared-data.js';
import { thrownMessage } from '../testing/thrown-message.js';
import { tinyDefinition } from '../testing/tiny-tokenizer.js';
import { formatTokenizerJson } from './format-tokenizer-json.js';
import { loadTokenizer } from './load-tokenizer.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cloze-load-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const VOCAB = '[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nÄb\nab\n\n\u2028\n';
const JSON_TEXT = formatTokenizerJson(tinyDefinition(['a', 'b', '##b']));
const changed = (from: string, to: string) => {
  if (!JSON_TEXT.includes(from)) throw new Error(`not in the file: ${from}`);
  return JSON_TEXT.replace(from, to);
};

describe('loadTokenizer on a vocab.txt', () => {
  it('takes lines as they are: U+2028 is a token, an empty line an id without one', async () => {
    const tokenizer = await loadTokenizer(await write('lines.txt', VOCAB));
    expect(tokenizer.vocabulary.size).toBe(9);
    expect([tokenizer.vocabulary.id('\u2028'), tokenizer.vocabulary.token(7)]).toEqual([8, '']);
  });

  it('reads files with CR LF and a byte-order mark', async () => {
    const plain = await loadTokenizer(await write('plain.txt', VOCAB));
    const windows = await loadTokenizer(await write('windows.txt', `\ufeff${VOCAB.replaceAll('\n', '\r\n')}`));
    expect(windows.definition).toEqual(plain.definition);
  });

  it('takes the normalisation from the caller, and rather from tokenizer_config.json', async () => {
    const cased = { cleanText: true, handleChineseChars: true, stripAccents: null, lowercase: false };
    const path = await write('cased.txt', VOCAB);
    expect((await loadTokenizer(path)).encode('Äb').tokens).toEqual(['[CLS]', 'ab', '[SEP]']);
    expect((await loadTokenizer(path, { normalization: cased })).encode('Äb').tokens).toEqual(['[CLS]', 'Äb', '[SEP]']);
    const inFolder = await mkdtemp(join(folder, 'configured-'));
    await writeFile(join(inFolder, 'vocab.txt'), VOCAB.replace('[MASK]', '<mask>'));
    const config = {
      do_lower_case: false,
      mask_token: { content: '<mask>', lstrip: true },
      added_tokens_decoder: { 9: { content: '[E1]', special: true } },
    };
    await writeFile(join(inFolder, 'tokenizer_config.json'), JSON.stringify(config));
    const configured = await loadTokenizer(inFolder);
    expect(configured.encode('Äb<mask>[E1]').tokens).toEqual(['[CLS]', 'Äb', '<mask>', '[E1]', '[SEP]']);
    expect([configured.vocabulary.special.mask, configured.vocabulary.id('[E1]')]).toEqual([4, 9]);
  });

  it.each([
    [
      'twice.txt',
      '[PAD]\n[UNK]\na\n[CLS]\na\n',
      `A token is in the vocabulary twice
  where: FOLDER/twice.txt:5
  received: "a", also on line 3
  allowed: every token once: its line is its id
  fix: give one of the two lines a name of its own, such as [unused1]; removing it would shift the ids after it`,
    ],
    [
      'empty.txt',
      '\n\n',
      `The vocabulary is empty
  where: FOLDER/empty.txt
  received: 2 lines, no token
  allowed: one token a line
  fix: train a tokenizer, or copy the vocab.txt of a published model`,
    ],
    [
      'latin1.txt',
      Buffer.from('[PAD]\n[UNK]\ncaf\xe9\n', 'latin1'),
      `The file is not UTF-8 text
  where: FOLDER/latin1.txt:3
  allowed: UTF-8
  fix: convert it, for example with iconv -f latin1 -t utf8`,
    ],
    [
      'no-mask-no-sep.txt',
      '[PAD]\n[UNK]\n[CLS]\n',
      `The vocabulary has no [SEP]
  where: FOLDER/no-mask-no-sep.txt
  received: 3 tokens, none of them [SEP]
  allowed: vocabularies with a token for the end of a text
  fix: add [SEP], or name in tokenizer_config.json (sep_token) the token that stands for it`,
    ],
  ])('says what is wrong with %s', async (name, content, message) => {
    const path = await write(name, content);
    expect((await thrownMessage(() => loadTokenizer(path))).replaceAll(folder, 'FOLDER')).toBe(message);
  });
});

describe('loadTokenizer on a tokenizer.json', () => {
  it('reads what cloze writes', async () => {
    expect((await loadTokenizer(await write('good.json', JSON_TEXT))).definition).toEqual(
      tinyDefinition(['a', 'b', '##b']),
    );
  });

  it('reads older forms: no type of model, BertProcessing, no decoder, merges as strings', async () => {
    const document = JSON.parse(JSON_TEXT);
    delete document.model.type;
    document.post_processor = { type: 'BertProcessing', cls: ['[CLS]', 2], sep: ['[SEP]', 3] };
    document.decoder = null;
    const wordPiece = await loadTokenizer(await write('older.json', JSON.stringify(document)));
    expect(wordPiece.definition).toEqual({
      ...tinyDefinition(['a', 'b', '##b']),
      decoder: { prefix: '', cleanup: false },
    });
    expect(wordPiece.decode([5, 7])).toBe('a ##b');
    document.model = { ...document.model, merges: ['a ##b'], vocab: { ...document.model.vocab, ab: 8 } };
    const bpe = await loadTokenizer(await write('bpe.json', JSON.stringify(document)));
    expect(bpe.encode('abb').tokens).toEqual(['[CLS]', 'ab', '##b', '[SEP]']);
  });

  it('does without post-processor and normaliser', async () => {
    const document = { ...JSON.parse(JSON_TEXT), post_processor: null, normalizer: null };
    const tokenizer = await loadTokenizer(await write('bare.json', JSON.stringify(document)));
    const encoding = tokenizer.encode('a A', 'b');
    expect([encoding.tokens, [...encoding.typeIds]]).toEqual([
      ['a', '[UNK]', 'b'],
      [0, 0, 1],
    ]);
  });

  it('leaves settings for truncation and padding aside', async () => {
    const document = JSON.parse(JSON_TEXT);
    document.truncation = { max_length: 3, strategy: 'LongestFirst', stride: 0 };
    document.padding = { strategy: { Fixed: 128 }, direction: 'Right', pad_id: 0, pad_type_id: 0, pad_token: '[PAD]' };
    const tokenizer = await loadTokenizer(await write('settings.json', JSON.stringify(document)));
    expect(tokenizer.encode('a b a').tokens).toHaveLength(5);
  });

  it.each<[name: string, content: string, message: string]>([
    [
      'a comma too many',
      changed('"truncation": null,', '"truncation": null,,'),
      `The file is not valid JSON
  where: FILE:3
  fix: write the file anew, or mend it at this line`,
    ],
    [
      'a file cut short',
      JSON_TEXT.slice(0, JSON_TEXT.indexOf('"normalizer"') + 5),
      `The file is not valid JSON
  where: FILE:52
  fix: write the file anew, or mend it at this line`,
    ],
    [
      'a list',
      '[1]',
      `Unknown version of the tokenizer.json format
  where: FILE:1 (version)
  received: nothing
  allowed: "1.0"`,
    ],
    [
      'another model',
      changed('"type": "WordPiece",\n    "unk', '"type": "Unigram",\n    "unk'),
      `Unknown type of tokenizer model
  where: FILE:143 (model.type)
  received: "Unigram"
  allowed: "WordPiece", "BPE"`,
    ],
    [
      'another normaliser',
      changed('"BertNormalizer"', '"NFC"'),
      `Unknown type of normaliser
  where: FILE:53 (normalizer.type)
  received: "NFC"
  allowed: "BertNormalizer"
  fix: use the tokenizer of a BERT-style model, or train one`,
    ],
    [
      'another pre-tokeniser',
      changed('"BertPreTokenizer"', '"ByteLevel"'),
      `Unknown type of pre-tokeniser
  where: FILE:60 (pre_tokenizer.type)
  received: "ByteLevel"
  allowed: "BertPreTokenizer"
  fix: use the tokenizer of a BERT-style model, or train one`,
    ],
    [
      'another post-processor',
      changed('"TemplateProcessing"', '"RobertaProcessing"'),
      `Unknown type of post-processor
  where: FILE:63 (post_processor.type)
  received: "RobertaProcessing"
  allowed: "TemplateProcessing", "BertProcessing", or null in place of the post-processor`,
    ],
    [
      'another decoder',
      changed('"decoder": {\n    "type": "WordPiece"', '"decoder": {\n    "type": "ByteLevel"'),
      `Unknown type of decoder
  where: FILE:138 (decoder.type)
  received: "ByteLevel"
  allowed: "WordPiece"
  fix: use the tokenizer of a BERT-style model, or train one`,
    ],
    [
      'an id twice',
      changed('"b": 6', '"b": 5'),
      `Two tokens have the same id
  where: FILE:154 (model.vocab.b)
  received: 5 for "a" and "b"
  allowed: every id once`,
    ],
    [
      'an id that is no number',
      changed('"b": 6', '"b": "6"'),
      `Not a number that fits here
  where: FILE:154 (model.vocab.b)
  received: "6"
  allowed: integers from 0 to 262151`,
    ],
    [
      'an id that would fill the memory',
      changed('"b": 6', '"b": 4000000000'),
      `Not a number that fits here
  where: FILE:154 (model.vocab.b)
  received: 4000000000
  allowed: integers from 0 to 262151`,
    ],
    [
      'an added token with another id',
      changed('"id": 4,', '"id": 6,'),
      `An added token has another id than in model.vocab
  where: FILE:43 (added_tokens[4].id)
  received: 6 for "[MASK]"
  allowed: 4`,
    ],
    [
      'a template with a token of another id',
      changed('"ids": [\n          2', '"ids": [\n          7'),
      `A token of the template does not have this id
  where: FILE:120 (post_processor.special_tokens.[CLS].ids[0])
  received: 7 for "[CLS]"
  allowed: 2`,
    ],
    [
      'a template with a third side',
      changed('"id": "B"', '"id": "C"'),
      `Unknown side of a template
  where: FILE:105 (post_processor.pair[3].Sequence.id)
  received: "C"
  allowed: A, B`,
    ],
    [
      'a template with an unknown token',
      changed('"SpecialToken": {\n          "id": "[SEP]"', '"SpecialToken": {\n          "id": "</s>"'),
      `A template uses a token that its special_tokens do not list
  where: FILE:79 (post_processor.single[2].SpecialToken.id)
  received: "</s>"
  allowed: [CLS], [SEP]`,
    ],
    [
      'a text in place of a truth value',
      changed('"lowercase": true', '"lowercase": "yes"'),
      `Not a truth value
  where: FILE:57 (normalizer.lowercase)
  received: "yes"
  allowed: true, false`,
    ],
    [
      'a merge of an unknown token',
      changed('"type": "WordPiece",\n    "unk', '"type": "BPE", "merges": [["a", "##c"]],\n    "unk'),
      `A merge has a token that model.vocab lacks
  where: FILE:143 (model.merges[0])
  received: ["a","##c"]
  allowed: merges whose parts and product are in model.vocab
  fix: add "##c" to model.vocab, or remove the merge`,
    ],
    [
      'a merge of three',
      changed('"type": "WordPiece",\n    "unk', '"type": "BPE", "merges": ["a b c"],\n    "unk'),
      `A merge is not of two tokens
  where: FILE:143 (model.merges[0])
  received: "a b c"
  allowed: ["a", "##b"], "a ##b"`,
    ],
    [
      'BPE over bytes',
      changed('"type": "WordPiece",\n    "unk', '"type": "BPE", "merges": [], "byte_fallback": true,\n    "unk'),
      `A setting of BPE that cloze does not have
  where: FILE:143 (model.byte_fallback)
  received: true
  allowed: false, null`,
    ],
  ])('says what is wrong with %s', async (_, content, message) => {
    const path = await write('broken.json', content);
    expect((await thrownMessage(() => loadTokenizer(path))).replaceAll(path, 'FILE')).toBe(message);
  });
});

describe('loadTokenizer on files that ask for more than they hold', () => {
  it('refuses an id far from the others, wherever it stands', async () => {
    const document = JSON.parse(JSON_TEXT);
    document.added_tokens.push({ ...document.added_tokens[0], id: 2 ** 24 - 1, content: '[E1]' });
    const path = await write('far.json', JSON.stringify(document));
    expect((await thrownMessage(() => loadTokenizer(path))).replaceAll(path, 'FILE')).toBe(
      `Not a number that fits here
  where: FILE:1 (added_tokens[5].id)
  received: 16777215
  allowed: integers from 0 to 262157`,
    );
    const inFolder = await mkdtemp(join(folder, 'far-'));
    await writeFile(join(inFolder, 'vocab.txt'), VOCAB);
    const config = (id: string) =>
      writeFile(
        join(inFolder, 'tokenizer_config.json'),
        JSON.stringify({ added_tokens_decoder: { [id]: { content: '[E1]' } } }),
      );
    await config('99999999');
    expect((await thrownMessage(() => loadTokenizer(inFolder))).replaceAll(inFolder, 'FOLDER')).toBe(
      `An added token of tokenizer_config.json has an id far from those of the vocabulary
  where: FOLDER/vocab.txt
  received: 99999999 for "[E1]"
  allowed: ids up to 262153, beside 9 lines`,
    );
    await config('-1');
    expect((await thrownMessage(() => loadTokenizer(inFolder))).replaceAll(inFolder, 'FOLDER')).toBe(
      `The key of an added token is no id
  where: FOLDER/tokenizer_config.json:1 (added_tokens_decoder.-1)
  received: "-1"
  allowed: whole numbers from 0 on`,
    );
    const empty = await write('hollow.txt', `${VOCAB}${'\n'.repeat(2 ** 18)}[E1]\n`);
    expect((await thrownMessage(() => loadTokenizer(empty))).replaceAll(empty, 'FILE')).toBe(
      `The vocabulary has too many empty lines
  where: FILE
  received: 262145 of 262154 lines
  allowed: at most 262144, which are ids without a token
  fix: copy the vocab.txt of the model again`,
    );
  });

  it('refuses a template that grows far beyond the file', async () => {
    const document = JSON.parse(JSON_TEXT);
    const repeated = (count: number, inEach: number) => {
      const ids = { id: '[CLS]', ids: Array(inEach).fill(2), tokens: Array(inEach).fill('[CLS]') };
      document.post_processor.special_tokens['[CLS]'] = ids;
      const items = Array(count).fill({ SpecialToken: { id: '[CLS]', type_id: 0 } });
      document.post_processor.pair = [...items, { Sequence: { id: 'A', type_id: 0 } }];
      return write('grown.json', JSON.stringify(document));
    };
    const path = await repeated(1500, 1500);
    expect((await thrownMessage(() => loadTokenizer(path))).replaceAll(path, 'FILE')).toBe(
      `A template of the post-processor is too long
  where: FILE:1 (post_processor.single[0])
  received: 1500 items up to here, each id of a special token counted
  allowed: at most 512
  fix: use the tokenizer of a BERT-style model, or train one`,
    );
    await repeated(52, 10);
    expect((await thrownMessage(() => loadTokenizer(path))).replaceAll(path, 'FILE')).toBe(
      `A template of the post-processor is too long
  where: FILE:1 (post_processor.pair[51])
  received: 520 items up to here, each id of a special token counted
  allowed: at most 512
  fix: use the tokenizer of a BERT-style model, or train one`,
    );
    await repeated(73, 7);
    expect((await loadTokenizer(path)).encode('a', 'b').tokens).toHaveLength(512);
  });

  it('names the line of a mistake beside a string of megabytes', async () => {
    const long = 'x'.repeat(10_000_000);
    const path = await write('long.json', `{"long": "${long}",\n"version": "2.0"}`);
    expect((await thrownMessage(() => loadTokenizer(path))).replaceAll(path, 'FILE')).toBe(
      `Unknown version of the tokenizer.json format
  where: FILE:2 (version)
  received: "2.0"
  allowed: "1.0"`,
    );
    await write('long.json', `{"long": "${long}",\n,}`);
    expect((await thrownMessage(() => loadTokenizer(path))).replaceAll(path, 'FILE')).toBe(
      `The file is not valid JSON
  where: FILE:2
  fix: write the file anew, or mend it at this line`,
    );
  });

  it('shows no value that nests too deep', async () => {
    const path = await write('deep.json', `{"version": ${'['.repeat(1e5)}${']'.repeat(1e5)}}`);
    expect(await thrownMessage(() => loadTokenizer(path))).toContain('received: values nested too deep to be shown');
  });

  it.skipIf(process.platform === 'win32')('waits for no pipe, and reads no device', async () => {
    const [pipe, device] = [join(folder, 'pipe.json'), join(folder, 'device.txt')];
    execFileSync('mkfifo', [pipe]);
    await symlink('/dev/zero', device);
    for (const path of [pipe, device]) {
      expect((await thrownMessage(() => loadTokenizer(path))).replaceAll(path, 'FILE')).toBe(
        `A tokenizer file cannot be read
  where: FILE
  received: a pipe, a socket or a device
  allowed: a regular file of at most 67108864 bytes`,
      );
    }
  });
});

describe('loadTokenizer on what holds no tokenizer', () => {
  it('says so', async () => {
    const path = await mkdtemp(join(folder, 'empty-'));
    expect((await thrownMessage(() => loadTokenizer(path))).replaceAll(path, 'FOLDER')).toBe(
      `There is no tokenizer here
  where: FOLDER
  received: a folder without tokenizer.json and vocab.txt
  allowed: a folder with tokenizer.json or vocab.txt, or one of these files
  fix: train one with \`cloze tokenizer train\`, or give the folder of a BERT-style model`,
    );
    expect(await thrownMessage(() => loadTokenizer('/nowhere/at-all'))).toContain('received: nothing of this name');
  });
});

describe.skipIf(!hasSharedData)('loadTokenizer on collected edge cases', () => {
  const edge = (...path: string[]) => tokenizerData('tokenizer_edge_fixtures', ...path);

  it.each([
    ['missing-sep-in-vocab.json', 'An added token is missing from model.vocab', ':34'],
    ['no-cls.txt', 'The vocabulary has no [CLS]', ''],
    ['no-pad.txt', 'The vocabulary has no [PAD]', ''],
    ['no-sep.txt', 'The vocabulary has no [SEP]', ''],
    ['no-unk.txt', 'The vocabulary has no [UNK]', ''],
    ['wrong-model-type.json', 'Unknown type of tokenizer model', ':144'],
    ['wrong-normalizer.json', 'Unknown type of normaliser', ':53'],
    ['wrong-pretokenizer.json', 'Unknown type of pre-tokeniser', ':60'],
    ['wrong-version.json', 'Unknown version of the tokenizer.json format', ':2'],
  ])('says what is wrong with %s, and where', async (name, what, line) => {
    const [first, where] = (await thrownMessage(() => loadTokenizer(edge('invalid', name)))).split('\n');
    expect([first, where.replace(/ \(.*/, '')]).toEqual([what, `  where: ${edge('invalid', name)}${line}`]);
  });

  it.each([
    ['minimal.txt', 4],
    ['minimal.json', 104],
    ['added-token-order.json', 108],
    ['dont-strip-accents.json', 104],
    ['with-empty-token.json', 105],
    ['invalid/dont-clean-text.json', 104],
    ['invalid/dont-handle-chinese-chars.json', 104],
    ['invalid/with-single-word-added-token.json', 104],
  ])('reads %s', async (name, size) => {
    expect((await loadTokenizer(edge(name))).vocabulary.size).toBe(size);
  });
});
