const SPACE = /[ \t\n\r]*/y;
const TOKEN =
  /(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.]))/y;

/**
 * Index of the first character that cannot stand where it does in JSON; the text's length where it ends too early. Engines give
 * this in some messages only, each in its own words.
 */
export function jsonErrorPosition(text: string): number {
  const open: ('{' | '[')[] = [];
  // What may come next: a value, a key, a colon, or what follows a value; `first` allows an empty container to close.
  let expected: 'value' | 'key' | 'colon' | 'after' = 'value';
  let first = false;
  for (let at = 0; ;) {
    SPACE.lastIndex = at;
    SPACE.test(text);
    const start = SPACE.lastIndex;
    if (start >= text.length) return text.length;
    TOKEN.lastIndex = start;
    const match = TOKEN.exec(text);
    if (!match) return start;
    const [, mark, string, scalar] = match;
    const closes = (mark === '}' && open.at(-1) === '{') || (mark === ']' && open.at(-1) === '[');
    if (closes && (expected === 'after' || first)) {
      open.pop();
      [expected, first] = ['after', false];
    } else if (expected === 'value' && (mark === '{' || mark === '[')) {
      open.push(mark);
      [expected, first] = [mark === '{' ? 'key' : 'value', true];
    } else if (expected === 'value' && (string ?? scalar) !== undefined) [expected, first] = ['after', false];
    else if (expected === 'key' && string !== undefined) [expected, first] = ['colon', false];
    else if (expected === 'colon' && mark === ':') expected = 'value';
    else if (expected === 'after' && mark === ',' && open.length > 0) expected = open.at(-1) === '{' ? 'key' : 'value';
    else return start;
    at = TOKEN.lastIndex;
  }
}
