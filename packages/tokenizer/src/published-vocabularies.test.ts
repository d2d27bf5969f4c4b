import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadTokenizer } from './files/load-tokenizer.js';
import { bertTemplates } from './encoding/template.js';
import { SubwordTokenizer } from './subword-tokenizer.js';
import { BertNormalizer } from './text/bert-normalizer.js';
import { UNCASED } from './text/normalization.js';
import { tinyDefinition } from './testing/tiny-tokenizer.js';
import { WordCounter } from './training/word-counter.js';
import { plainEncoding } from './testing/plain-encoding.js';
import { hasSharedData, tokenizerData, tokenizerFixtures } from './testing/shared-data.js';

const SETS = ['uncased', 'multilingual_cased', 'chinese'];
const STRATEGIES = { longest_first: 'longest-first', only_first: 'only-first', only_second: 'only-second' } as const;

interface Single {
  readonly text: string;
  readonly ids: number[];
  readonly tokens: string[];
  readonly offsets_utf16: number[][];
  readonly word_ids: (number | null)[];
  readonly special_tokens_mask: number[];
  readonly decoded_without_special: string;
}

interface Windows {
  readonly first: string;
  readonly second: string | null;
  readonly options: {
    readonly max_length?: number;
    readonly strategy?: keyof typeof STRATEGIES;
    readonly stride?: number;
    readonly truncate_from?: 'left' | 'right';
    readonly pad_to?: number;
    readonly pad_side?: 'left' | 'right';
  };
  readonly windows: { readonly offsets?: number[][]; readonly offsets_utf16: number[][] }[];
}

function read<Case>(set: string, file: string): { vocabulary: string; lowercase: boolean; cases: Case[] } {
  return JSON.parse(readFileSync(tokenizerFixtures(set, file), 'utf8'));
}

function load(header: { vocabulary: string; lowercase: boolean }) {
  const normalization = { ...UNCASED, lowercase: header.lowercase };
  return loadTokenizer(tokenizerData(header.vocabulary.replace('data/tokenizer/', '')), { normalization });
}

describe.skipIf(!hasSharedData).each(SETS)('with the published %s vocabulary, as Hugging Face', (set) => {
  it.each(['awkward.json', 'lines.json'])('encodes and decodes every string of %s', async (file) => {
    const fixture = read<Single>(set, file);
    const tokenizer = await load(fixture);
    for (const expected of fixture.cases) {
      const encoding = tokenizer.encode(expected.text);
      const { ids, offsets, word_ids, special_tokens_mask } = plainEncoding(encoding);
      expect({
        text: expected.text,
        ids,
        tokens: encoding.tokens,
        offsets_utf16: offsets,
        word_ids,
        special_tokens_mask,
        decoded_without_special: tokenizer.decode(encoding.ids),
      }).toEqual({ ...expected, offsets: undefined });
    }
  });

  it('truncates, pads and cuts into windows', async () => {
    const fixture = read<Windows>(set, 'windows.json');
    const tokenizer = await load(fixture);
    for (const { first, second, options, windows } of fixture.cases) {
      const encoding = tokenizer.encode(first, second ?? undefined, {
        maxLength: options.max_length,
        truncation: options.strategy && STRATEGIES[options.strategy],
        truncationSide: options.truncate_from,
        stride: options.stride,
        overflow: true,
        padTo: options.pad_to,
        paddingSide: options.pad_side,
      });
      const expected = windows.map(({ offsets_utf16, ...rest }) => ({ ...rest, offsets: offsets_utf16 }));
      expect([encoding, ...encoding.overflowing].map(plainEncoding)).toEqual(expected);
    }
  });
});

describe.skipIf(!hasSharedData)("with Google's vocabulary", () => {
  it('tokenises as the tests of the original BERT code say', async () => {
    const tests = JSON.parse(readFileSync(tokenizerData('tokenizer_expected_ids', 'google_bert_cases.json'), 'utf8'));
    const { vocab, text, ids } = tests.full_tokenizer_lower;
    const tokens: string[] = [...vocab, '[PAD]'];
    const templates = bertTemplates(tokens.indexOf('[CLS]'), tokens.indexOf('[SEP]'));
    const full = new SubwordTokenizer(tinyDefinition([], { tokens, addedTokens: [], templates }));
    expect([...full.tokenize(text).ids]).toEqual(ids);
    for (const { lower, text: basic, tokens: words } of tests.basic) {
      const counter = new WordCounter(new BertNormalizer({ ...UNCASED, lowercase: lower }));
      counter.add(basic);
      expect([...counter.words().keys()]).toEqual([...new Set(words)]);
    }
  });

  it('gives the ids that transformers.js expects of bert-base-uncased', async () => {
    const tokenizer = await loadTokenizer(tokenizerData('bert_base_uncased_vocab'));
    const models = JSON.parse(
      readFileSync(tokenizerData('tokenizer_expected_ids', 'transformersjs_expected.json'), 'utf8'),
    );
    const cases: { text: string; text_pair?: string; ids: number[] }[] = Object.values(
      models['Xenova/bert-base-uncased'],
    );
    expect(cases).toHaveLength(30);
    for (const { text, text_pair, ids } of cases) expect([...tokenizer.encode(text, text_pair).ids]).toEqual(ids);
  });

  it('reads tokenizer.json and vocab.txt of one model alike', async () => {
    const fromVocab = await loadTokenizer(tokenizerData('bert_base_uncased_vocab', 'vocab.txt'));
    const fromJson = await loadTokenizer(tokenizerData('bert_base_uncased_vocab', 'tokenizer.json'));
    expect(fromVocab.definition).toEqual(fromJson.definition);
    expect(fromVocab.fingerprint).toBe(fromJson.fingerprint);
  });
});
