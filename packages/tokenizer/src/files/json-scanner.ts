const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
/** Letters of a string, and an escape. One pattern for both would nest a choice in a loop, which exhausts the stack on a long string. */
const LETTERS = /[^"\\\u0000-\u001f]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SPACE = /[ \t\n\r]*/y;
/** No tokenizer file nests deeper; a hostile one must not exhaust the stack. */
const DEEPEST = 200;

/**
 * Walks through JSON text to say where something is: the first mistake, or the value at a path. JSON.parse tells neither reliably.
 */
class JsonScanner {
  /** Where the value at the path starts; -1 until found. */
  found = -1;
  private at = 0;
  private depth = 0;

  constructor(
    private readonly text: string,
    private readonly path: readonly (string | number)[],
  ) {}

  /** Reads all; false on a mistake, which `position` is then at. */
  scan(): boolean {
    return this.value(0) && this.at === this.text.length;
  }

  get position(): number {
    return this.at;
  }

  /** @param matched how many keys of the path lead here; -1 if another way was taken */
  private value(matched: number): boolean {
    this.take(SPACE);
    if (matched === this.path.length) this.found = this.at;
    const opening = this.text[this.at];
    const good =
      opening === '{' || opening === '['
        ? this.members(opening === '{', matched)
        : (opening === '"' ? this.string() : this.take(SCALAR)) !== undefined;
    this.take(SPACE);
    return good;
  }

  private members(named: boolean, matched: number): boolean {
    const closing = named ? '}' : ']';
    this.at += 1;
    this.depth += 1;
    this.take(SPACE);
    if (this.depth > DEEPEST) return false;
    if (this.skip(closing)) return this.leave();
    for (let index = 0; ; index += 1) {
      const key = named ? this.key() : index;
      if (key === undefined) return false;
      const onPath = matched >= 0 && matched < this.path.length && this.path[matched] === key;
      if (!this.value(onPath ? matched + 1 : -1)) return false;
      if (this.skip(closing)) return this.leave();
      if (!this.skip(',')) return false;
      this.take(SPACE);
    }
  }

  private leave(): boolean {
    this.depth -= 1;
    return true;
  }

  private key(): string | undefined {
    const name = this.string();
    this.take(SPACE);
    return name !== undefined && this.skip(':') ? String(JSON.parse(name)) : undefined;
  }

  /** A string with its quotes; stays before it if it is none. */
  private string(): string | undefined {
    const start = this.at;
    if (!this.skip('"')) return undefined;
    do this.take(LETTERS);
    while (this.take(ESCAPE) !== undefined);
    if (this.skip('"')) return this.text.slice(start, this.at);
    this.at = start;
    return undefined;
  }

  private skip(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text)?.[0];
    if (match !== undefined) this.at += match.length;
    return match;
  }
}

/** The line, from 1, of the value at `path` in valid JSON; of the nearest value around it if there is none. */
export function lineOfPath(text: string, path: readonly (string | number)[]): number {
  const scanner = new JsonScanner(text, path);
  scanner.scan();
  if (scanner.found < 0) return path.length === 0 ? 1 : lineOfPath(text, path.slice(0, -1));
  return lineAt(text, scanner.found);
}

/** The line, from 1, of the first mistake in text that is not valid JSON. */
export function lineOfSyntaxError(text: string): number {
  const scanner = new JsonScanner(text, []);
  scanner.scan();
  return lineAt(text, scanner.position);
}

/** The line, from 1, of a position. */
export function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < position; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
