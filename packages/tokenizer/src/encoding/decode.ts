import type { Vocabulary } from '@cloze/contracts';

/** How tokens are joined to text. */
export interface DecoderSettings {
  /** What marks a token that continues a word. */
  readonly prefix: string;
  /** Drop the space before punctuation and English contractions. */
  readonly cleanup: boolean;
}

const TIDIED: readonly (readonly [from: string, to: string])[] = [
  [' .', '.'],
  [' ?', '?'],
  [' !', '!'],
  [' ,', ','],
  [" ' ", "'"],
  [" n't", "n't"],
  [" 'm", "'m"],
  [' do not', " don't"],
  [" 's", "'s"],
  [" 've", "'ve"],
  [" 're", "'re"],
];

/**
 * Joins tokens to text: a space before every token but the first, or its prefix taken off. The tidying looks at each token with its
 * space alone, as Hugging Face's does. Ids outside the vocabulary are left out.
 */
export function decode(
  ids: ArrayLike<number>,
  vocabulary: Vocabulary,
  settings: DecoderSettings,
  skipSpecialTokens: boolean,
): string {
  let text = '';
  let first = true;
  for (let i = 0; i < ids.length; i += 1) {
    const token = vocabulary.token(ids[i]);
    if (token === undefined || (skipSpecialTokens && vocabulary.isSpecial(ids[i]))) continue;
    const joined = first ? token : joinedForm(token, settings.prefix);
    text += settings.cleanup ? tidy(joined) : joined;
    first = false;
  }
  return text;
}

function joinedForm(token: string, prefix: string): string {
  return prefix !== '' && token.startsWith(prefix) ? token.slice(prefix.length) : ` ${token}`;
}

function tidy(token: string): string {
  let text = token;
  for (const [from, to] of TIDIED) if (text.includes(from)) text = text.replaceAll(from, to);
  return text;
}
