/** Where words stand in a text, one after the other with nothing but white space between; undefined where they do not. */
export function locateWords(text: string, words: readonly string[]): number[] | undefined {
  const offsets: number[] = [];
  let at = 0;
  for (const word of words) {
    while (at < text.length && /\s/.test(text[at]) && !text.startsWith(word, at)) at += 1;
    if (!text.startsWith(word, at)) return undefined;
    offsets.push(at, at + word.length);
    at += word.length;
  }
  return offsets;
}
