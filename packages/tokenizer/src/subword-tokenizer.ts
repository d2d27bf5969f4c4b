import { createHash } from 'node:crypto';
import type { EncodeOptions, Encoding, TextInput, TokenizedText, Tokenizer, Vocabulary } from '@cloze/contracts';
import { addTokens, type NewToken } from './added/add-tokens.js';
import type { TokenizerDefinition } from './definition.js';
import { assemble } from './encoding/assemble.js';
import { decode } from './encoding/decode.js';
import { planWindows } from './encoding/plan-windows.js';
import { SubwordEncoder } from './encoding/subword-encoder.js';
import { addedBy, withoutSpecialTokens } from './encoding/template.js';
import { RECORD, TokenBuffer } from './encoding/token-buffer.js';
import { saveTokenizer } from './files/save-tokenizer.js';
import { createModel } from './models/create-model.js';
import { BertNormalizer } from './text/bert-normalizer.js';
import { vocabularyOf } from './vocabulary-of.js';

/** To be raised when the same definition comes to give other tokens. */
const FORMAT_VERSION = 1;

/**
 * A WordPiece or BPE tokenizer with BERT's normalisation and its way of splitting text into words. Immutable but for caches; each
 * thread needs its own, made from the {@link definition}.
 */
export class SubwordTokenizer implements Tokenizer {
  readonly vocabulary: Vocabulary;
  private readonly encoder: SubwordEncoder;
  private readonly first = new TokenBuffer();
  private readonly second = new TokenBuffer();
  private lazyFingerprint: string | undefined;

  /** @throws TokenizerError if a special token has no id */
  constructor(readonly definition: TokenizerDefinition) {
    this.vocabulary = vocabularyOf(definition);
    this.encoder = new SubwordEncoder(
      new BertNormalizer(definition.normalization),
      createModel(definition, this.vocabulary),
      definition.addedTokens,
    );
  }

  get fingerprint(): string {
    if (this.lazyFingerprint === undefined) {
      const content = JSON.stringify([FORMAT_VERSION, this.definition]);
      this.lazyFingerprint = createHash('sha256').update(content).digest('hex');
    }
    return this.lazyFingerprint;
  }

  /**
   * Encodes a text, or a pair of texts. Without options nothing is cut or padded, whatever settings for that the tokenizer's files hold.
   * Texts may come split into words: then word ids count those, and offsets are within each word.
   * @throws TokenizerError if the options do not leave room for the text
   */
  encode(text: TextInput, pair?: TextInput, options: EncodeOptions = {}): Encoding {
    const { single, pair: both } = this.definition.templates;
    const whole = pair === undefined ? single : both;
    const template = options.addSpecialTokens === false ? withoutSpecialTokens(whole) : whole;
    this.fill(this.first, text);
    if (pair !== undefined) this.fill(this.second, pair);
    const sides = pair === undefined ? [this.first] : [this.first, this.second];
    const lengths = sides.map((side) => side.length);
    const [kept, ...rest] = planWindows(lengths, addedBy(template), options);
    const padding =
      options.padTo === undefined
        ? undefined
        : { length: options.padTo, onLeft: options.paddingSide === 'left', id: this.vocabulary.special.pad };
    const overflowing = rest.map((window) => assemble(this.vocabulary, template, sides, window, padding, []));
    return assemble(this.vocabulary, template, sides, kept, padding, overflowing);
  }

  tokenize(text: string): TokenizedText {
    this.fill(this.first, text);
    const { records, length } = this.first;
    const ids = new Int32Array(length);
    const wordStarts = new Uint8Array(length);
    let previous = -1;
    for (let token = 0, at = 0; token < length; token += 1, at += RECORD) {
      const word = records[at + 3];
      ids[token] = records[at];
      wordStarts[token] = word === previous ? 0 : 1;
      previous = word;
    }
    return { ids, wordStarts };
  }

  /** Joins tokens to text; special tokens are left out unless asked for. */
  decode(ids: ArrayLike<number>, { skipSpecialTokens = true }: { readonly skipSpecialTokens?: boolean } = {}): string {
    return decode(ids, this.vocabulary, this.definition.decoder, skipSpecialTokens);
  }

  /** This tokenizer with more tokens, which get the ids after the last; tokens that it has already keep their ids. */
  withAddedTokens(tokens: readonly NewToken[]): SubwordTokenizer {
    return new SubwordTokenizer(addTokens(this.definition, this.vocabulary, tokens));
  }

  /**
   * Writes `tokenizer.json`, `tokenizer_config.json` and, for WordPiece, `vocab.txt`, as Hugging Face reads them.
   * @throws TokenizerError if a file cannot be written
   */
  save(directory: string): Promise<void> {
    return saveTokenizer(this.definition, directory);
  }

  private fill(out: TokenBuffer, text: TextInput): void {
    out.clear();
    if (typeof text === 'string') {
      this.encoder.append(text, out);
      return;
    }
    text.forEach((word, index) => {
      const from = out.length;
      this.encoder.append(word, out);
      for (let token = from; token < out.length; token += 1) out.records[token * RECORD + 3] = index;
    });
  }
}
