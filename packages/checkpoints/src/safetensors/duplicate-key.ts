/**
 * The first key that occurs twice in one object of a JSON text, which `JSON.parse` would pass over; undefined without one.
 * Does not check the JSON otherwise. Stops with `'too deep'` where brackets nest beyond `maxDepth`, so that a hostile text can
 * be turned away before it is parsed.
 */
export function findDuplicateKey(text: string, maxDepth: number): { key: string } | 'too deep' | undefined {
  const keys: (Set<string> | undefined)[] = []; // one set an open object, undefined an open array
  for (let i = 0; i < text.length; i += 1) {
    const character = text[i];
    if (character === '{' || character === '[') {
      if (keys.length === maxDepth) return 'too deep';
      keys.push(character === '{' ? new Set() : undefined);
    } else if (character === '}' || character === ']') {
      keys.pop();
    } else if (character === '"') {
      const end = endOfString(text, i);
      const seen = keys.at(-1);
      if (seen && isKey(text, end)) {
        const key = unescape(text.slice(i, end));
        if (seen.has(key)) return { key };
        seen.add(key);
      }
      i = end - 1;
    }
  }
  return undefined;
}

/** Index behind the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i += 1) {
    if (text[i] === '\\') i += 1;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
}

function isKey(text: string, end: number): boolean {
  let i = end;
  while (text[i] === ' ' || text[i] === '\n' || text[i] === '\r' || text[i] === '\t') i += 1;
  return text[i] === ':';
}

/** `"a"` is the key `a`; a malformed escape is left for the parser to complain about. */
function unescape(quoted: string): string {
  try {
    return String(JSON.parse(quoted));
  } catch {
    return quoted;
  }
}
