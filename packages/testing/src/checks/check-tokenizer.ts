import type { EncodeOptions, Encoding, Tokenizer } from '@cloze/contracts';
import type { TokenizerTrial } from './tokenizer-trial.js';

/** @throws PluginError when an encoding's arrays do not fit together, or an id, offset or word points nowhere */
export function checkEncodings({ tokenizer, texts, fail }: TokenizerTrial): void {
  for (const text of texts) {
    for (const pair of [undefined, 'the cat']) checkEncoding(tokenizer, text, pair, tokenizer.encode(text, pair), fail);
  }
}

function checkEncoding(
  { vocabulary }: Tokenizer,
  text: string,
  pair: string | undefined,
  encoding: Encoding,
  fail: TokenizerTrial['fail'],
): void {
  const { ids, offsets, sequenceIds, wordIds, specialTokensMask } = encoding;
  const tokens = ids.length;
  const lengths = {
    typeIds: encoding.typeIds.length,
    offsets: offsets.length / 2,
    wordIds: wordIds.length,
    sequenceIds: sequenceIds.length,
    specialTokensMask: specialTokensMask.length,
    attentionMask: encoding.attentionMask.length,
    tokens: encoding.tokens.length,
  };
  for (const [name, length] of Object.entries(lengths)) {
    if (length !== tokens) fail(`"${name}" does not have one entry a token`, text, `${length}`, `${tokens}`);
  }
  for (let i = 0; i < tokens; i += 1) {
    const token = vocabulary.token(ids[i]);
    if (token === undefined)
      fail(`Token ${i} is not in the vocabulary`, text, `id ${ids[i]}`, `below ${vocabulary.size}`);
    if (encoding.tokens[i] !== token) fail(`"tokens[${i}]" is another token`, text, encoding.tokens[i], String(token));
    const [start, end] = [offsets[2 * i], offsets[2 * i + 1]];
    const added = sequenceIds[i] === -1;
    if (added !== (specialTokensMask[i] === 1) || added !== (wordIds[i] === -1)) {
      fail(
        `Token ${i} is half added, half text`,
        text,
        `sequence ${sequenceIds[i]}, word ${wordIds[i]}`,
        '-1 and -1, or neither',
      );
    }
    const side = sequenceIds[i] === 1 ? pair : text;
    const limit = added ? 0 : (side ?? '').length;
    if (!(start >= 0 && start <= end && end <= limit)) {
      fail(`Token ${i} points outside its text`, text, `[${start}, ${end})`, added ? '[0, 0)' : `within [0, ${limit})`);
    }
    if (!added && encoding.typeIds[i] !== sequenceIds[i]) {
      fail(`Token ${i} has the type of the other side`, text, `${encoding.typeIds[i]}`, `${sequenceIds[i]}`);
    }
    const sameSide = i > 0 && sequenceIds[i - 1] === sequenceIds[i];
    if (!added && sameSide && (start < offsets[2 * i - 2] || wordIds[i] < wordIds[i - 1])) {
      fail(`Token ${i} stands before the one before it`, text, `[${start}, ${end}), word ${wordIds[i]}`, 'ascending');
    }
  }
}

/** @throws PluginError when the fast path gives other tokens or words than encoding does */
export function checkFastPath({ tokenizer, texts, fail }: TokenizerTrial): void {
  for (const text of texts) {
    const { ids, wordStarts } = tokenizer.tokenize(text);
    const encoding = tokenizer.encode(text, undefined, { addSpecialTokens: false });
    if (String(ids) !== String(encoding.ids)) {
      fail('`tokenize` and `encode` give different tokens', text, ids.join(' '), encoding.ids.join(' '));
    }
    const starts = encoding.wordIds.map((word, i) => +(i === 0 || word !== encoding.wordIds[i - 1]));
    if (String(wordStarts) !== String(starts)) {
      fail('`tokenize` and `encode` see different words', text, wordStarts.join(' '), starts.join(' '));
    }
  }
}

/** @throws PluginError when an encoding is longer than asked, or windows leave tokens out */
export function checkTruncation({ tokenizer, texts, fail }: TokenizerTrial): void {
  for (const text of texts) {
    const whole = tokenizer.encode(text, undefined, { addSpecialTokens: false }).ids.length;
    for (const truncation of ['longest-first', 'only-first'] as const) {
      const options: EncodeOptions = { maxLength: 12, truncation, overflow: true, stride: 2 };
      const first = tokenizer.encode(text, undefined, options);
      const windows = [first, ...first.overflowing];
      for (const { ids } of windows) {
        if (ids.length > 12)
          fail(`A window is longer than "maxLength" (${truncation})`, text, `${ids.length}`, 'at most 12');
      }
      const own = windows.map(({ specialTokensMask }) => specialTokensMask.filter((special) => special === 0).length);
      const covered = own.reduce((sum, count) => sum + count, 0) - 2 * (windows.length - 1);
      if (covered !== whole)
        fail(`Windows do not cover the text (${truncation})`, text, `${covered} tokens`, `${whole}`);
    }
  }
}

/** @throws PluginError when padding is not of the pad token, or is attended to */
export function checkPadding({ tokenizer, texts, fail }: TokenizerTrial): void {
  const { pad } = tokenizer.vocabulary.special;
  for (const text of texts) {
    const bare = tokenizer.encode(text);
    for (const paddingSide of ['left', 'right'] as const) {
      const padTo = bare.ids.length + 3;
      const { ids, attentionMask } = tokenizer.encode(text, undefined, { padTo, paddingSide });
      const padding = paddingSide === 'left' ? ids.subarray(0, 3) : ids.subarray(-3);
      const attended = attentionMask.reduce((sum, value) => sum + value, 0);
      if (ids.length !== padTo || attended !== bare.ids.length || padding.some((id) => id !== pad)) {
        fail(`Wrong padding on the ${paddingSide}`, text, ids.join(' '), `${bare.ids.join(' ')} and 3 x ${pad}`);
      }
    }
  }
}

/** @throws PluginError when training twice, or saving and loading, gives another tokenizer */
export async function checkPersistence({ tokenizer, texts, train, reload, fail }: TokenizerTrial): Promise<void> {
  const others = { 'Training again': await train(), 'Saving and loading': await reload() };
  for (const [how, other] of Object.entries(others)) {
    if (other.fingerprint !== tokenizer.fingerprint) {
      fail(`${how} changes the fingerprint`, '', other.fingerprint, tokenizer.fingerprint);
    }
    for (const text of texts) {
      const [received, allowed] = [other, tokenizer].map((one) =>
        JSON.stringify([one.encode(text).ids, one.encode(text).offsets]),
      );
      if (received !== allowed) fail(`${how} changes an encoding`, text, received, allowed);
    }
  }
}

/** @throws PluginError when decoding gives back other words than a text of the corpus has */
export function checkDecoding({ tokenizer, plainText: text, fail }: TokenizerTrial): void {
  const { ids } = tokenizer.encode(text);
  const decoded = tokenizer.decode(ids, { skipSpecialTokens: true });
  if (decoded.trim() !== text) fail('Decoding loses a plain text', text, JSON.stringify(decoded), JSON.stringify(text));
}
