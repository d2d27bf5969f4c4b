import { TokenAction, type Example, type TokenActionCode, type Vocabulary } from '@cloze/contracts';

/**
 * An example as text, one word a token, with what was done to it in braces: `{sat→[MASK]}` hidden, `{sat→ran}` replaced,
 * `{sat}` left as it was but to be predicted, `{moved sat}`, `{inserted ran}`, `{deleted sat}`.
 */
export function formatExample({ original, corrupted }: Example, vocabulary: Vocabulary): string {
  const word = (id: number) => vocabulary.token(id) ?? `<${id}>`;
  const reached = new Set(corrupted.origins);
  const words: string[] = [];
  let expected = 0;
  corrupted.inputIds.forEach((id, position) => {
    const origin = corrupted.origins[position];
    // What stood between the last origin and this one, and is nowhere now, was deleted.
    for (; expected < origin; expected += 1) {
      if (!reached.has(expected)) words.push(`{deleted ${word(original.inputIds[expected])}}`);
    }
    expected = Math.max(expected, origin + 1);
    const before = origin < 0 ? '' : word(original.inputIds[origin]);
    words.push(marked(corrupted.actions[position], before, word(id)));
  });
  for (; expected < original.inputIds.length; expected += 1) {
    if (!reached.has(expected)) words.push(`{deleted ${word(original.inputIds[expected])}}`);
  }
  return words.join(' ');
}

function marked(action: number, before: string, now: string): string {
  const marks: Readonly<Partial<Record<TokenActionCode, string>>> = {
    [TokenAction.masked]: `{${before}→${now}}`,
    [TokenAction.replaced]: `{${before}→${now}}`,
    [TokenAction.kept]: `{${before}}`,
    [TokenAction.moved]: `{moved ${now}}`,
    [TokenAction.inserted]: `{inserted ${now}}`,
  };
  return isAction(action) ? (marks[action] ?? now) : now;
}

function isAction(code: number): code is TokenActionCode {
  return Object.values<number>(TokenAction).includes(code);
}

/** Number of tokens that something was done to, deleted ones included. */
export function touchedTokens({ original, corrupted }: Example): number {
  const changed = corrupted.actions.reduce((count, action) => count + (action === TokenAction.none ? 0 : 1), 0);
  const kept = corrupted.origins.reduce((count, origin) => count + (origin < 0 ? 0 : 1), 0);
  return changed + original.inputIds.length - kept;
}
