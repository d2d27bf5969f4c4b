import { defineCorruption, TokenAction, type View, type Vocabulary } from '@cloze/contracts';
import { z } from 'zod';

/** Hides entities of a list, each whole or not at all (as ERNIE does; Sun et al., 2019). */
export default defineCorruption({
  name: 'entity-masking.v1',
  summary: 'Hides entities of a list.',
  options: z.strictObject({
    /** Words with spaces between them, as the tokenizer splits a text: `mr . collins`, in lower case for an uncased one. */
    entities: z.array(z.string().min(1)).min(1),
    /** Probability that an entity that was found is hidden. */
    rate: z.number().gt(0).max(1).default(0.5),
  }),
  features: () => ({ requires: ['word-starts'], provides: ['spoilt', 'token-targets', 'spans'] }),
  create({ entities, rate }, { vocabulary }) {
    // Longest first, so that "miss bennet" is found before "miss".
    const lists = entities.map((entity) => entity.split(' ')).sort((a, b) => b.length - a.length);
    return (view, { random }) => {
      const words = wordsOf(view, vocabulary);
      const inputIds = view.inputIds.slice();
      const actions = view.actions.slice();
      const spans: [start: number, end: number][] = [];
      for (let at = 0; at < words.length;) {
        const found = lists.find((list) => list.every((word, i) => words[at + i]?.text === word));
        const own = words.slice(at, at + (found?.length ?? 1));
        if (found && own.every(({ isFree }) => isFree) && random.bernoulli(rate)) {
          const [start, end] = [own[0].start, own[own.length - 1].end];
          inputIds.fill(vocabulary.special.mask, start, end);
          actions.fill(TokenAction.masked, start, end);
          spans.push([start, end]);
        }
        at += own.length;
      }
      for (let i = 0; i < view.spans.length; i += 2) spans.push([view.spans[i], view.spans[i + 1]]);
      spans.sort(([a], [b]) => a - b);
      return { ...view, inputIds, actions, spans: Int32Array.from(spans.flat()) };
    };
  },
});

/** The words of a view: their text, their tokens, and whether no corruption touched them before. Special tokens are words without a text. */
function wordsOf(view: View, vocabulary: Vocabulary) {
  const { continuationPrefix } = vocabulary.toData();
  const words: { text: string; start: number; end: number; isFree: boolean }[] = [];
  view.inputIds.forEach((id, i) => {
    const isSpecial = view.special[i] === 1 || vocabulary.isSpecial(id);
    const token = isSpecial ? '' : (vocabulary.token(id) ?? '');
    const isFree = view.actions[i] === TokenAction.none;
    const last = words.at(-1);
    if (isSpecial || view.wordStarts[i] === 1 || last === undefined) {
      words.push({ text: token, start: i, end: i + 1, isFree });
      return;
    }
    last.text += vocabulary.continuesWord(id) ? token.slice(continuationPrefix.length) : token;
    last.end = i + 1;
    last.isFree &&= isFree;
  });
  return words;
}
