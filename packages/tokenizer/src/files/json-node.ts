import { type ErrorParts, TokenizerError } from '@cloze/contracts';
import { lineOfPath, lineOfSyntaxError } from './json-scanner.js';

/** A file of JSON at work. */
interface JsonFile {
  readonly name: string;
  readonly text: string;
}

/** A value in a JSON file that knows where it stands, so that what is wrong with it can be told with its line. */
export class JsonNode {
  private constructor(
    private readonly file: JsonFile,
    readonly value: unknown,
    readonly path: readonly (string | number)[],
  ) {}

  /** @throws TokenizerError if `text` is not JSON */
  static parse(name: string, text: string): JsonNode {
    try {
      return new JsonNode({ name, text }, JSON.parse(text), []);
    } catch (cause) {
      const where = `${name}:${lineOfSyntaxError(text)}`;
      const fix = 'write the file anew, or mend it at this line';
      throw new TokenizerError({ what: 'The file is not valid JSON', where, fix }, { cause });
    }
  }

  /** True where the file has nothing, or `null`. */
  get isAbsent(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** The value of a key of an object. */
  get(key: string): JsonNode {
    const { value } = this;
    const has = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    return new JsonNode(this.file, has ? Reflect.get(value, key) : undefined, [...this.path, key]);
  }

  items(): JsonNode[] {
    if (!Array.isArray(this.value)) throw this.error({ what: 'Not a list', allowed: 'a JSON array' });
    return this.value.map((item, index) => new JsonNode(this.file, item, [...this.path, index]));
  }

  entries(): [string, JsonNode][] {
    const { value } = this;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw this.error({ what: 'Not an object', allowed: 'a JSON object' });
    }
    return Object.entries(value).map(([key, item]) => [key, new JsonNode(this.file, item, [...this.path, key])]);
  }

  string(fallback?: string): string {
    if (typeof this.value === 'string') return this.value;
    if (this.isAbsent && fallback !== undefined) return fallback;
    throw this.error({ what: 'Not a string', allowed: 'a JSON string' });
  }

  boolean(fallback?: boolean): boolean {
    if (typeof this.value === 'boolean') return this.value;
    if (this.isAbsent && fallback !== undefined) return fallback;
    throw this.error({ what: 'Not a truth value', allowed: 'true, false' });
  }

  integer(least: number, most: number, fallback?: number): number {
    const { value } = this;
    if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
    if (this.isAbsent && fallback !== undefined) return fallback;
    throw this.error({ what: 'Not a number that fits here', allowed: `integers from ${least} to ${most}` });
  }

  /** An error about this value: adds file, line, path, and what was found. */
  error(parts: ErrorParts): TokenizerError {
    const path = this.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
    const where = `${this.file.name}:${lineOfPath(this.file.text, this.path)}${path === '' ? '' : ` (${path.slice(1)})`}`;
    return new TokenizerError({ ...parts, where, received: parts.received ?? shortened(this.value) });
  }
}

function shortened(value: unknown): string {
  const text = value === undefined ? 'nothing' : asText(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function asText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return 'values nested too deep to be shown'; // what JSON.parse reads may exhaust the stack of its counterpart
  }
}
