import { PluginError, TokenAction, type View, type Vocabulary } from '@cloze/contracts';

/**
 * What holds for every view, however it was made: arrays of one length, packed parts and spans in order, special tokens without
 * action, and every token's origin right.
 * @throws PluginError naming the array and position
 */
export function checkView(view: View, original: View, vocabulary: Vocabulary, where: string): void {
  const fail = (what: string, received: string, allowed: string): never => {
    throw new PluginError({ what, where, received, allowed });
  };
  const tokens = view.inputIds.length;
  for (const name of ['segmentIds', 'positionIds', 'special', 'wordStarts', 'origins', 'actions'] as const) {
    const { length } = view[name];
    if (length !== tokens) fail(`"${name}" has another length than "inputIds"`, `${length}`, `${tokens}`);
  }
  const { partStarts, spans } = view;
  const parts = partStarts.length - 1;
  if (parts < 1 || partStarts[0] !== 0 || partStarts[parts] !== tokens || !isAscending(partStarts)) {
    fail('"partStarts" does not cut the tokens into parts', `[${partStarts.join(', ')}]`, `0, ascending, …, ${tokens}`);
  }
  if (parts !== original.partStarts.length - 1) {
    fail('The number of packed parts changed', `${parts}`, `${original.partStarts.length - 1}`);
  }
  if (spans.length % 2 !== 0 || (spans.length > 0 && (spans[0] < 0 || spans[spans.length - 1] > tokens))) {
    fail('"spans" does not hold pairs of positions', `[${spans.join(', ')}]`, `start, end, … within 0 to ${tokens}`);
  }
  for (let i = 1; i < spans.length; i += 1) {
    if (spans[i] > spans[i - 1] || (i % 2 === 0 && spans[i] === spans[i - 1])) continue;
    fail('"spans" are empty, overlap or are out of order', `[${spans.join(', ')}]`, 'ascending pairs [start, end)');
  }
  checkTokens(view, original, vocabulary, fail);
}

type Fail = (what: string, received: string, allowed: string) => never;

function checkTokens(view: View, original: View, vocabulary: Vocabulary, fail: Fail): void {
  const { mask } = vocabulary.special;
  const seen = new Set<number>();
  for (let i = 0; i < view.inputIds.length; i += 1) {
    const [id, action, origin] = [view.inputIds[i], view.actions[i], view.origins[i]];
    const at = `at position ${i}`;
    const before = original.inputIds[origin];
    if (action > TokenAction.inserted) fail(`Unknown action ${at}`, `${action}`, 'a code of TokenAction');
    if (view.special[i] === 1 && action !== TokenAction.none) {
      fail(`A special token was touched ${at}`, `action ${action}`, 'action 0 (none)');
    }
    if (view.special[i] === 1 && view.wordStarts[i] === 1) {
      fail(`A special token starts a word ${at}`, 'wordStarts 1', 'wordStarts 0');
    }
    if ((action === TokenAction.inserted || action === TokenAction.replaced) && vocabulary.isSpecial(id)) {
      fail(`A special token was put into the text ${at}`, `${id}`, 'an ordinary token');
    }
    if (action === TokenAction.inserted) {
      if (origin !== -1) fail(`An inserted token has an origin ${at}`, `${origin}`, '-1');
      continue;
    }
    if (origin < 0 || origin >= original.inputIds.length) {
      fail(`A token has no origin ${at}`, `${origin}`, `0 to ${original.inputIds.length - 1}, or action 5 (inserted)`);
    }
    if (seen.has(origin)) fail(`Two tokens have the same origin ${at}`, `${origin}`, 'each origin once');
    seen.add(origin);
    if (action === TokenAction.masked && id !== mask)
      fail(`A masked token does not show [MASK] ${at}`, `${id}`, `${mask}`);
    const sameToken = action === TokenAction.none || action === TokenAction.kept || action === TokenAction.moved;
    if (sameToken && id !== before) {
      fail(
        `A token differs from its original, but its action does not say so ${at}`,
        `${id}`,
        `${before} (action ${action})`,
      );
    }
    if (view.special[i] !== original.special[origin]) {
      fail(`A token became special or ceased to be ${at}`, `special ${view.special[i]}`, `${original.special[origin]}`);
    }
  }
  original.special.forEach((special, position) => {
    if (special === 1 && !seen.has(position)) {
      fail('A special token was deleted', `none with origin ${position}`, `id ${original.inputIds[position]}`);
    }
  });
}

function isAscending(values: Int32Array): boolean {
  return values.every((value, i) => i === 0 || value >= values[i - 1]);
}
