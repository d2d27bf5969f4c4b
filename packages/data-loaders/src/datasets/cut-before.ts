/** The last place up to `limit` where a text can be cut: after white space, or else not within a character. */
export function cutBefore(text: string, limit: number): number {
  for (let at = limit; at > limit / 2; at -= 1) if (/\s/.test(text[at - 1])) return at;
  const code = text.charCodeAt(limit);
  return code >= 0xdc00 && code <= 0xdfff ? limit - 1 : limit;
}
