import { ConfigError } from '@cloze/contracts';
import { jsonErrorPosition } from './json-error-position.js';

/**
 * Parses JSON.
 * @throws ConfigError with line and column
 */
export function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = jsonErrorPosition(text);
    const before = text.slice(0, position).split('\n');
    const found = text.slice(position).split('\n')[0].trim();
    throw new ConfigError(
      {
        what: 'The file is not JSON',
        where: `${file}:${before.length}:${before[before.length - 1].length + 1}`,
        received: found === '' ? 'the end of the text' : found.slice(0, 60),
        fix: 'look for a missing comma or quote, a comma before a closing bracket, or a comment',
      },
      { cause: error },
    );
  }
}
